import type { ChosenLine } from '../contract/lines';

/** Which host `auto` took and why, for people. */
export function chosenText({ host, because, others }: Pick<ChosenLine, 'host' | 'because' | 'others'>): string {
  const rest = others.map((other) => `${other.host}: ${other.because}`).join('; ');
  return `auto chose ${host}, ${because}.${rest === '' ? '' : ` Not taken: ${rest}.`}`;
}
