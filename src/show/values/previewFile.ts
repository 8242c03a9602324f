/** What each kind of preview is called, and what a file of it ends in. */
const kinds: Readonly<Record<string, { readonly name: string; readonly extension: string; readonly binary?: true }>> = {
  'image/png': { name: 'PNG', extension: 'png', binary: true },
  'image/jpeg': { name: 'JPEG', extension: 'jpg', binary: true },
  'image/gif': { name: 'GIF', extension: 'gif', binary: true },
  'image/webp': { name: 'WebP', extension: 'webp', binary: true },
  'image/svg+xml': { name: 'SVG', extension: 'svg' },
  'text/html': { name: 'HTML', extension: 'html' },
  'text/markdown': { name: 'Markdown', extension: 'md' },
  'text/latex': { name: 'LaTeX', extension: 'tex' },
};

/** A preview that is worth a file of its own, as one. */
export interface PreviewFile {
  readonly name: string;
  readonly extension: string;
  readonly content: Buffer;
}

export function previewFile(mime: string, data: string): PreviewFile | undefined {
  const kind = kinds[mime];
  if (kind === undefined) return undefined;
  const { name, extension, binary } = kind;
  return { name, extension, content: Buffer.from(data, binary ? 'base64' : 'utf8') };
}
