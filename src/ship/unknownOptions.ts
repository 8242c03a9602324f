import { t } from '@vscode/l10n';
import { nearestNames } from '../base/nearestNames';
import { hostOptionsSchema } from '../contract/hosts';

/**
 * Options of hosts that no host has, each as a sentence: a slip of the pen is not to pass for an option that is not set.
 * @param hosts Options by the name of a host, as they were read.
 */
export function unknownOptions(hosts: unknown, file: string): readonly string[] {
  const known: readonly string[] = hostOptionsSchema.keyof().options;
  return entriesOf(hosts).flatMap(([host, options]) =>
    entriesOf(options)
      .filter(([name]) => !known.includes(name))
      .map(([name]) => sentence(host, name, nearestNames(name, known)[0], file)),
  );
}

function sentence(host: string, option: string, near: string | undefined, file: string): string {
  return near === undefined
    ? t('{0}: the host {1} has an option `{2}`, which Farcall does not know and ignores.', file, host, option)
    : t(
        '{0}: the host {1} has an option `{2}`, which Farcall does not know and ignores. Did you mean `{3}`?',
        file,
        host,
        option,
        near,
      );
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
