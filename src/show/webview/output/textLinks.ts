/**
 * Addresses and places in files that stand in a line of output. A place is one of the workspace: a relative path, or a
 * path below the job's working folder on its host, which is an image of the workspace.
 */
export type TextLink = { readonly from: number; readonly to: number } & (
  { readonly url: string } | { readonly file: string; readonly line: number }
);

const address = /\bhttps?:\/\/[^\s<>"'`\\]+/g;
/** `File "a/b.py", line 3` as tracebacks have it, `a/b.py:3` as warnings and linters do. */
const place =
  /\bFile "([^"]+)", line (\d+)|([\w~./@+-]*[\w-]\.(?:pyi?|pyx|ipynb|json|ya?ml|toml|cfg|ini|csv|md|txt)):(\d+)/g;

export function textLinks(text: string, job: string): readonly TextLink[] {
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
    if (file === undefined || links.some((link) => link.from < to && from < link.to)) continue;
    links.push({ from, to, file, line });
  }
  return links;
}

function inWorkspace(path: string, job: string): string | undefined {
  const folder = `/jobs/${job}/work/`;
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
