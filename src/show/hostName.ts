import { t } from '@vscode/l10n';
/** A host as a person writes it: `name`, `user@name`, `name:port`, `user@name:port`; IPv6 addresses in brackets. */
const pattern =
  /^(?:[^\s@:/'"\\]+@)?(?:\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)(?::(\d{1,5}))?$/;

/** Why this does not name a host, as a sentence; undefined where it does. */
export function hostNameProblem(text: string): string | undefined {
  const name = text.trim();
  if (name === '') return t('Type a host as user@host or user@host:port.');
  if (name.startsWith('ssh ')) return t('Type only the host, without "ssh" in front.');
  const match = pattern.exec(name);
  if (match === null) return t('{0} does not name a host: write user@host or user@host:port.', name);
  const port = match[1] === undefined ? 22 : Number(match[1]);
  if (port < 1 || port > 65_535) return t('{0} is not a port: ports go from 1 to 65535.', match[1] ?? '');
  return undefined;
}
