/** The folders of `PYTHONPATH` in an env file, where the last assignment holds. Nothing else of the file is used. */
export function pythonPathOf(text: string, delimiter: string): string[] {
  let value = '';
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?PYTHONPATH\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) value = match[1];
  }
  const quoted = /^(["'])(.*)\1$/.exec(value);
  const plain = quoted?.[2] ?? value;
  // `${PYTHONPATH}` stands for what the laptop's own environment holds, which does not travel.
  return plain.split(delimiter).filter((part) => part !== '' && !/^\$\{?PYTHONPATH\}?$/.test(part));
}
