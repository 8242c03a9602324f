import { t } from '@vscode/l10n';
import type { Frame } from '../../../contract/lines';

/** Frames as they are shown: each for itself, or a run of them in other people's code under one heading. */
export type FrameGroup =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'foreign'; readonly title: string; readonly frames: readonly Frame[] };

/** Fewer than so many foreign frames in a row take no more room than their heading. */
const fewest = 2;

/** The frames in their order. Without any of the project's own, all are shown. */
export function groupFrames(frames: readonly Frame[]): readonly FrameGroup[] {
  const single = (frame: Frame): FrameGroup => ({ kind: 'frame', frame });
  if (!frames.some(({ local }) => local)) return frames.map(single);
  const groups: FrameGroup[] = [];
  let foreign: Frame[] = [];
  const close = (): void => {
    if (foreign.length < fewest) groups.push(...foreign.map(single));
    else groups.push({ kind: 'foreign', title: foreignTitle(foreign), frames: foreign });
    foreign = [];
  };
  for (const frame of frames) {
    if (!frame.local) {
      foreign.push(frame);
      continue;
    }
    close();
    groups.push(single(frame));
  }
  close();
  return groups;
}

const mostNamed = 3;

function foreignTitle(frames: readonly Frame[]): string {
  const packages = [...new Set(frames.map(({ file }) => packageOf(file)))];
  const named = packages.slice(0, mostNamed).join(', ');
  const more = packages.length - mostNamed;
  if (more > 0) return t('{0} frames in {1} and {2} more', frames.length, named, more);
  return t('{0} frames in {1}', frames.length, named);
}

const standard = t('Python’s library');
const installed = /^.*[\\/](?:site|dist)-packages[\\/]/;
const withPython = /^.*[\\/]lib(?:64)?[\\/]python\d[^\\/]*[\\/]/;

/** A file on the host without the way to where its Python keeps packages. */
export function shortFile(file: string): string {
  return file.replace(installed, '').replace(withPython, '');
}

/** Whose code a file on the host is: the package's name, as far as its path tells. */
function packageOf(file: string): string {
  if (installed.test(file)) return (shortFile(file).split(/[\\/]/)[0] ?? '').replace(/\.py$/, '');
  if (file.startsWith('<frozen ') || withPython.test(file)) return standard;
  return file.startsWith('<') ? t('generated code') : t('other code');
}
