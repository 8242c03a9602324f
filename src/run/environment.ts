/** Words in the name of a variable whose value is not to be shown. */
const secret = /pass(?:wd|word|phrase)?|secret|token|credential|auth|(?:^|_)(?:api|key|pwd|dsn)(?:_|$)|apikey/i;

/** Longer ones tell nobody more. */
const mostCharacters = 200;

/** Variables as records and people may have them: null in place of a value that looks secret. */
export function shownEnvironment(variables: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      looksSecret(name, value) ? null : value.slice(0, mostCharacters),
    ]),
  );
}

/** An address with a password in it is one, too. */
function looksSecret(name: string, value: string): boolean {
  return secret.test(name) || /:\/\/[^/\s]*:[^/\s]*@/.test(value);
}
