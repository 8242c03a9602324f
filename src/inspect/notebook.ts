import path from 'node:path';
import { t } from '@vscode/l10n';
import { z } from 'zod';
import { FarcallError } from '../base/errors';
import { cellNumber, isNotebook, type CellSpan } from './cells';
import type { Place } from './closure';
import { withoutMagics } from './magics';
import { SourceFile } from './sourceCache';
import type { PythonSyntax, SyntaxProblem } from './syntax';

/** A notebook's code cells as one Python source. */
export interface Notebook {
  /** The file's own name. */
  readonly name: string;
  readonly text: string;
  /** The lines of each code cell in the text, in order: the first is cell 1. */
  readonly cells: readonly CellSpan[];
  /** What is IPython's and not Python's, by its line in the text. */
  readonly magics: readonly { readonly line: number; readonly message: string }[];
  /** Cells that do not parse, left out: others may run all the same. */
  readonly broken: readonly BrokenCell[];
}

export interface BrokenCell {
  readonly cell: number;
  readonly source: string;
  /** Its line is the cell's. */
  readonly problem: SyntaxProblem;
}

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === 'string' ? text : text.join('')));
const language = z.object({ name: z.string().optional(), language: z.string().optional() });
const cellMetadata = z.object({ vscode: z.object({ languageId: z.string().optional() }).optional() });
const cell = z.object({
  cell_type: z.string(),
  source: lines.optional(),
  /** What format 3 calls it, and the language it gives a cell. */
  input: lines.optional(),
  language: z.string().optional(),
  // What only says more is not worth a refusal where it is not as it should be.
  metadata: cellMetadata.optional().catch(undefined),
});
const notebookSchema = z.object({
  metadata: z
    .object({ kernelspec: language.optional(), language_info: language.optional() })
    .optional()
    .catch(undefined),
  cells: z.array(cell).optional(),
  worksheets: z.array(z.object({ cells: z.array(cell) })).optional(),
});

/** What a first line of a notebook's text starts with, and a cell's; the worker reads both to name places. */
const heading = '# farcall: the code cells of ';

/**
 * Reads a notebook (formats 3 and 4).
 * @throws FarcallError `source-unreadable` for what is no Python notebook.
 */
export function readNotebook(bytes: Uint8Array, name: string, syntax: PythonSyntax): Notebook {
  const content = parseNotebook(bytes, name);
  const spoken = content.metadata?.language_info?.name ?? content.metadata?.kernelspec?.language ?? 'python';
  if (!isPython(spoken)) {
    throw unreadable(
      name,
      t('Its cells are written in {0}, and Farcall runs Python.', spoken),
      t('Choose a Python notebook.'),
    );
  }
  const all = content.cells ?? (content.worksheets ?? []).flatMap((sheet) => sheet.cells);
  const text: string[] = [`${heading}${name.replace(/[\r\n]/g, ' ')}`];
  const cells: CellSpan[] = [];
  const magics: { line: number; message: string }[] = [];
  const broken: BrokenCell[] = [];
  for (const { source, input, language: own, metadata } of all.filter((one) => one.cell_type === 'code')) {
    const number = cells.length + 1;
    text.push(`# %% [cell ${number}]`);
    const first = text.length + 1;
    const written = source ?? input ?? '';
    const other = [metadata?.vscode?.languageId, own].find((one) => one !== undefined && !isPython(one));
    const plain = withoutMagics(other === undefined ? written : `%%${other}\n${written}`);
    let body = plain.text.split('\n');
    if (other === undefined) for (const { line, message } of plain.magics) magics.push({ line: first + line, message });
    else {
      body = body.slice(1);
      magics.push({ line: first, message: t('Cell {0} is left out: it is written in {1}.', number, other) });
    }
    const problem = syntax.problem(body.join('\n'));
    if (problem) {
      broken.push({ cell: number, source: body.join('\n'), problem });
      body = body.map(() => '');
    }
    text.push(...body);
    cells.push({ first, last: text.length });
  }
  return { name, text: `${text.join('\n')}\n`, cells, magics, broken };
}

/** Where a line of the text stands in the notebook; undefined for what is in no cell. */
export function placeInCell(notebook: Notebook, line: number): { cell: number; line: number } | undefined {
  const at = notebook.cells.findIndex(({ first, last }) => line >= first && line <= last);
  const found = notebook.cells[at];
  return found && { cell: at + 1, line: line - found.first + 1 };
}

/** Reads notebooks, each content once: what is known of its text is kept by it. */
export class Notebooks {
  readonly #syntax: PythonSyntax;
  readonly #known = new WeakMap<SourceFile, NotebookSource>();

  constructor(syntax: PythonSyntax) {
    this.#syntax = syntax;
  }

  /** Undefined for a file that is no notebook by its name. Throws as `readNotebook`. */
  read(source: SourceFile, file: string): NotebookSource | undefined {
    if (!isNotebook(file)) return undefined;
    let known = this.#known.get(source);
    if (!known) {
      const notebook = readNotebook(source.bytes, path.basename(file), this.#syntax);
      this.#known.set(source, (known = { notebook, source: new SourceFile(Buffer.from(notebook.text)) }));
    }
    return known;
  }
}

export interface NotebookSource {
  readonly notebook: Notebook;
  /** Its text. */
  readonly source: SourceFile;
}

/** Refuses to run what a cell that does not parse is needed for. */
export function requireSoundCells({ broken }: Notebook, qualname: string | undefined, shown: string): void {
  const wanted = qualname === undefined ? undefined : cellNumber(qualname);
  const name = qualname?.split('.', 1)[0] ?? '';
  const found = broken.find(({ cell, source }) => {
    if (qualname === undefined) return true;
    return wanted === undefined ? new RegExp(`\\b(?:def|class)\\s+${name}\\b`).test(source) : cell === wanted;
  });
  if (!found) return;
  const { line, column, message } = found.problem;
  throw new FarcallError('syntax-error', message, {
    at: { file: shown, cell: found.cell, line, column },
    next: t('Correct it and run again.'),
  });
}

/** What the notebook's text says that a job cannot do, or does otherwise. */
export function notesOf({ magics, broken, cells }: Notebook): { line: number; message: string }[] {
  const dropped = broken.map(({ cell, problem }) => ({
    line: (cells[cell - 1]?.first ?? 1) + problem.line - 1,
    message: t('Cell {0} does not parse and is left out: {1}', cell, problem.message),
  }));
  return [...magics, ...dropped].sort((a, b) => a.line - b.line);
}

/** Says where lines of the entry's file are for people: in a notebook, by cell. */
export function placer(shown: string, notebook: Notebook | undefined): (line: number) => Place {
  if (!notebook) return (line) => ({ file: shown, line });
  return (line) => ({ file: shown, line, ...placeInCell(notebook, line) });
}

function parseNotebook(bytes: Uint8Array, name: string): z.infer<typeof notebookSchema> {
  let json: unknown;
  try {
    json = JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    );
  } catch (cause) {
    throw unreadable(name, t('It is no valid JSON.'), t('Open it in a notebook editor and save it again.'), cause);
  }
  const parsed = notebookSchema.safeParse(json);
  if (parsed.success && (parsed.data.cells ?? parsed.data.worksheets)) return parsed.data;
  throw unreadable(name, t('It has no cells as a notebook has.'), t('Open it in a notebook editor and save it again.'));
}

function unreadable(name: string, why: string, next: string, cause?: unknown): FarcallError {
  return new FarcallError('source-unreadable', t('The notebook {0} cannot be read: {1}', name, why), { next, cause });
}

function isPython(language: string): boolean {
  return /^i?python[23]?$/i.test(language);
}
