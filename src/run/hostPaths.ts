import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { HostOptions } from '../contract/hosts';
import { bundlePath } from '../contract/parse';

/** The host's option `paths`, its keys as bundle paths. Throws `bad-settings` for one that leads out of the workspace. */
export function hostPaths({ paths = {} }: HostOptions): Record<string, string> {
  const found = new Map<string, string>();
  for (const [key, target] of Object.entries(paths)) {
    const path = key.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
    if (!bundlePath.safeParse(path).success || target === '') {
      throw new FarcallError(
        'bad-settings',
        t("The host's option `paths` names `{0}`, which is no path of the workspace.", key),
        {
          next: t(
            'Name folders relative to the workspace, each with an absolute path of the host: {"data/": "/scratch/me/data"}.',
          ),
        },
      );
    }
    found.set(path, target);
  }
  for (const path of found.keys()) {
    const outer = [...found.keys()].find((other) => path.startsWith(`${other}/`));
    if (outer !== undefined) {
      throw new FarcallError('bad-settings', t("The host's option `paths` names `{0}` inside of `{1}`.", path, outer), {
        next: t('Name the outer folder alone.'),
      });
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
