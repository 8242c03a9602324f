import { meansOutput } from './dataUse';
import type { NamedPath } from './dataNames';

/**
 * The paths that the words of a command line may name: `data/x.csv`, `--table data/x.csv`, `--table=a.csv,b.csv`,
 * `table=data/x.csv`. What an option for output is given (`--out`, `-o`) is written.
 */
export function pathsInWords(argv: readonly string[]): NamedPath[] {
  const found: NamedPath[] = [];
  let option = '';
  for (const word of argv) {
    const [, name, assigned] = /^([+-]{0,2}[\w.-]+)=(.*)$/su.exec(word) ?? [];
    if (name === undefined && /^-{1,2}[\w-]+$/u.test(word)) {
      option = word;
      continue;
    }
    const given = name ?? option;
    option = '';
    const use = given === '-o' || meansOutput(given) ? 'write' : 'mention';
    const text = assigned ?? word;
    for (const one of new Set([text, ...text.split(',')])) {
      if (one !== '') found.push({ value: { base: 'written', text: one, made: true }, use, line: 1 });
    }
  }
  return found;
}
