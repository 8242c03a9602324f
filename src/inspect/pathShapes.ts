import { anyFolders, anyText } from './pathValues';

/** The part of a path that the code tells, and the shape of the rest. */
export function partsOf(text: string): { literal: string; shape: string } {
  const segments = text.replace(/\/{2,}/g, '/').split('/');
  const open = segments.findIndex((one) => one.includes(anyText) || one.includes(anyFolders));
  if (open < 0) return { literal: text.replace(/(?<=.)\/+$/, ''), shape: '' };
  return { literal: segments.slice(0, open).join('/'), shape: segments.slice(open).join('/') };
}

/** Undefined where the shape says nothing of the names. */
export function shapeOf(shape: string): RegExp | undefined {
  if (shape.replace(/[\uE001\uE003/]/g, '') === '') return undefined;
  const source = shape
    .split('/')
    .map((part) => (part === anyFolders ? anyFolders : escaped(part)))
    .join('/')
    .replaceAll(`${anyFolders}/`, '(?:.*/)?')
    .replaceAll(anyFolders, '.*')
    .replaceAll(anyText, '[^/]*');
  // What is written in one name may be folders in truth: all below is meant.
  return new RegExp(`^${source}(?:/.*)?$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export function anyOf(shapes: readonly (RegExp | undefined)[]): (name: string) => boolean {
  return (name) => shapes.length === 0 || shapes.some((shape) => shape?.test(name) ?? true);
}

/** Of a bundle path; empty for the workspace. */
export function folderOf(bundlePath: string): string {
  const slash = bundlePath.lastIndexOf('/');
  return slash < 0 ? '' : bundlePath.slice(0, slash);
}

/** Folders of the system: what lies there belongs to the machine and is nobody's data. */
export const systemFolders =
  /^\/(?:dev|proc|sys|etc|usr|bin|sbin|lib\w*|boot|run|var|opt|tmp|System|Library|Applications)(?:\/|$)/;
