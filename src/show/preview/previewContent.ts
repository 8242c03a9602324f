import type { Choices } from '../../contract/choices';
import { sizeOf, type Closure, type DataFile, type Note, type Statement } from '../../inspect/closure';
import { isSecret } from '../../inspect/secrets';
import type { Bundle } from '../../pack/bundle';
import { labelOf } from '../../run/closureLine';
import { codeFiles } from '../../run/codeFiles';
import { openQuestions, questionText } from '../../run/questions';
import type {
  PreviewContent,
  PreviewData,
  PreviewFile,
  PreviewMissing,
  PreviewQuestion,
  PreviewStatement,
} from './protocol';

export interface ContentSource {
  readonly closure: Closure;
  readonly bundle: Bundle;
  readonly choices: Choices;
  readonly args: string;
  /** The entry's file as it is on the screen, line by line. */
  readonly source: readonly string[];
  /** The contents that the host lacks, where that is known. */
  readonly lacking: ReadonlySet<string> | undefined;
}

/** All that the page shows of a closure. */
export function previewContent({ closure, bundle, choices, args, source, lacking }: ContentSource): PreviewContent {
  const { entry, statements } = closure;
  const hashes = new Map(bundle.files.map(({ path, sha256 }) => [path, sha256]));
  const code = codeFiles(closure);
  const entryStatement = statements.findLast((one) => defines(one, entry.qualname));
  return {
    label: labelOf(entry),
    args,
    file: entry.file,
    line: entryStatement?.line ?? 1,
    files: code.map(({ path, content, role, because, from }): PreviewFile => {
      const sha256 = hashes.get(path);
      return {
        path,
        size: sizeOf(content),
        role,
        because,
        from,
        travels: lacking && sha256 !== undefined ? lacking.has(sha256) : undefined,
      };
    }),
    total: bundle.files.length,
    bytes: bundle.bytes,
    data: closure.data.filter(({ state }) => state !== 'secret').map((data) => dataOf(data, choices)),
    secrets: closure.data.filter(({ state }) => state === 'secret').map((data) => dataOf(data, choices)),
    statements: statements.map((one) => statementOf(one, source, one === entryStatement)),
    thirdParty: closure.thirdParty.map(({ name, version }) => ({ name, version })),
    missing: closure.unresolved.map((one) => missingOf(one, closure.notes)),
    notes: closure.notes.map(({ at, message, include }) => ({ at, message, include })),
    questions: openQuestions(closure.questions, choices).map((question): PreviewQuestion => {
      const text = questionText(question);
      return question.kind === 'large-data'
        ? { kind: question.kind, path: question.path, text, from: question.from }
        : { kind: question.kind, text: question.message, from: question.at };
    }),
  };
}

function defines({ kept, binds }: Statement, qualname: string): boolean {
  return kept && qualname !== '' && binds.includes(qualname.split('.', 1)[0] ?? qualname);
}

function dataOf({ path, folder, size, count, because, from, state }: DataFile, { paths }: Choices): PreviewData {
  const choice = Object.hasOwn(paths, path) ? paths[path] : undefined;
  return { path, folder, size, count, because, from, state, choice, secret: !folder && isSecret(path) };
}

function statementOf(statement: Statement, source: readonly string[], entry: boolean): PreviewStatement {
  const { key, line, cell, lastLine, text, kept, because, certain, chosen } = statement;
  // The line of a notebook's cell is none of the file's.
  const lines = cell === undefined ? source.slice(line - 1, lastLine) : [];
  return { key, line, cell, lines: lines.length === 0 ? [text] : lines, kept, because, certain, chosen, entry };
}

function missingOf({ name, optional, ...at }: Closure['unresolved'][number], notes: readonly Note[]): PreviewMissing {
  const note = notes.find(({ at: { file, line, cell }, include }) => {
    return include !== undefined && file === at.file && line === at.line && cell === at.cell;
  });
  return { name, at, optional, include: note?.include };
}
