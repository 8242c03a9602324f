import type { StyleRun } from './lineStore';

/**
 * Addresses and places in files that a line of output leads to. A place is one of the workspace: a relative path, or a
 * path below the job's working folder on its host, which is an image of the workspace.
 */
export type TextLink = { readonly from: number; readonly to: number } & (
  { readonly url: string } | { readonly file: string; readonly line: number }
);

const address = /\bhttps?:\/\/[^\s<>"'`\\]+/g;
/** `File "a/b.py", line 3` as tracebacks have it, `a/b.py:3` as warnings and linters do. */
const place =
  /\bFile "([^"]+)", line (\d+)|([\w~./@+-]*[\w-]\.(?:pyi?|pyx|ipynb|json|ya?ml|toml|cfg|ini|csv|md|txt)):(\d+)/g;

/** What the program itself made a link, and what reads as one. */
export function linksOf(
  { text, runs }: { readonly text: string; readonly runs: readonly StyleRun[] },
  job: string,
): readonly TextLink[] {
  const made = madeLinks(runs, job);
  const read = textLinks(text, job);
  return made.length === 0 ? read : [...made, ...read.filter((one) => !made.some((other) => overlap(one, other)))];
}

function madeLinks(runs: readonly StyleRun[], job: string): readonly TextLink[] {
  const links: TextLink[] = [];
  let from = 0;
  runs.forEach(({ from: begin, to, style: { link } }, i) => {
    const before = runs[i - 1];
    if (before?.to !== begin || before.style.link !== link) from = begin;
    const after = runs[i + 1];
    if (link === undefined || (after?.from === to && after.style.link === link)) return;
    const target = targetOf(link, job);
    if (target !== undefined) links.push({ from, to, ...target });
  });
  return links;
}

/** Of what the editor opens; undefined for other addresses, and for files that are none of the workspace. */
function targetOf(link: string, job: string): { url: string } | { file: string; line: number } | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, pathname, hash, href } = new URL(link);
  if (protocol === 'http:' || protocol === 'https:') return { url: href };
  if (protocol !== 'file:' || !pathname.includes(workFolder(job))) return undefined;
  try {
    const file = inWorkspace(decodeURIComponent(pathname), job);
    return file === undefined ? undefined : { file, line: Number(/^#L?(\d+)/.exec(hash)?.[1] ?? 1) };
  } catch {
    // What is no UTF-8.
    return undefined;
  }
}

function textLinks(text: string, job: string): readonly TextLink[] {
  // Most lines have neither, and are seen to in no time.
  if (!text.includes('://') && !/\d/.test(text)) return [];
  const links: TextLink[] = [];
  for (const { 0: found, index } of text.matchAll(address)) {
    const url = withoutTrail(found);
    links.push({ from: index, to: index + url.length, url });
  }
  for (const { 0: found, 1: quoted, 2: quotedLine, 3: bare, 4: bareLine, index } of text.matchAll(place)) {
    const path = quoted ?? bare ?? '';
    const file = inWorkspace(path, job);
    const line = Number(quotedLine ?? bareLine);
    const from = index + found.indexOf(path);
    const to = index + found.length;
    if (file === undefined || links.some((link) => overlap(link, { from, to }))) continue;
    links.push({ from, to, file, line });
  }
  return links;
}

function overlap(
  one: { readonly from: number; readonly to: number },
  other: { readonly from: number; readonly to: number },
): boolean {
  return one.from < other.to && other.from < one.to;
}

function workFolder(job: string): string {
  return `/jobs/${job}/work/`;
}

function inWorkspace(path: string, job: string): string | undefined {
  const folder = workFolder(job);
  const at = path.indexOf(folder);
  const inside = at === -1 ? path.replace(/^\.\//, '') : path.slice(at + folder.length);
  if (/^[~/<]|^$/.test(inside) || inside.split('/').includes('..')) return undefined;
  return inside;
}

/** A sentence's own end is no part of an address, nor is a bracket that began before it. */
function withoutTrail(url: string): string {
  let trimmed = url.replace(/[.,;:!?*'"]+$/, '');
  for (const [open, close] of ['()', '[]', '{}']) {
    if (open === undefined || close === undefined) continue;
    while (trimmed.endsWith(close) && trimmed.split(close).length > trimmed.split(open).length) {
      trimmed = trimmed.slice(0, -1).replace(/[.,;:!?*'"]+$/, '');
    }
  }
  return trimmed;
}
