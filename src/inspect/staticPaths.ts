import path from 'node:path';
import { dottedName, lastName, type Argument, type Bindings, type Expression } from './staticExpressions';

export interface PathContext {
  /** The file that the expression stands in. */
  readonly file: string;
  /** What `os.getcwd()` is. */
  readonly workspace: string;
  readonly bindings: Bindings;
}

/** A path that an expression computes; `fixed` where it does not depend on the working folder. */
export interface ComputedPath {
  readonly text: string;
  readonly fixed: boolean;
}

const same = new Set(
  'abspath realpath normpath normcase fspath str Path PurePath PosixPath resolve absolute'.split(' '),
);
const alsoSame = new Set('as_posix expanduser expandvars strip rstrip'.split(' '));

/** The paths that an expression can mean; none where it cannot be told without running it. */
export function computedPaths(
  expression: Expression,
  context: PathContext,
  within: readonly string[] = [],
): ComputedPath[] {
  const of = (inner: Expression): ComputedPath[] => computedPaths(inner, context, within);
  const here: ComputedPath = { text: context.file, fixed: true };
  switch (expression.kind) {
    case 'text':
      return [{ text: expression.value, fixed: path.isAbsolute(expression.value) }];
    case 'list':
      return expression.items.flatMap(of);
    case 'either':
      return expression.options.flatMap(of);
    case 'slash':
      return combine([of(expression.left), of(expression.right)], joinPaths);
    case 'joined':
      return combine(expression.parts.map(of), (parts) => parts.map(({ text }) => text).join(''));
    case 'index': {
      const { index } = expression;
      const attribute = lastName(expression.of);
      if (attribute === 'parents' && expression.of.kind === 'name' && expression.of.of && index.kind === 'number') {
        const levels = Array.from({ length: index.value + 1 }, () => '..');
        return of(expression.of.of).map((one) => ({ ...one, text: above(one.text, levels.length) }));
      }
      const dotted = dottedName(expression.of);
      if (dotted === 'sys.argv') return [here];
      if (dotted === 'sys.path' && index.kind === 'number' && index.value === 0) {
        return [{ ...here, text: path.dirname(context.file) }];
      }
      const called = expression.of.kind === 'call' ? expression.of : undefined;
      if (called && lastName(called.callee) === 'split' && index.kind === 'number' && index.value === 0) {
        return parentsOf(argumentPaths(called.args, of));
      }
      return [];
    }
    case 'name':
      if (expression.name === '__file__') return [here];
      if (expression.of && expression.name === 'parent') return parentsOf(of(expression.of));
      if (dottedName(expression) === 'os.curdir') return [{ text: '.', fixed: false }];
      if (expression.name === 'pardir') return [{ text: '..', fixed: false }];
      if (expression.name === 'sep' && expression.of) return [{ text: path.sep, fixed: false }];
      if (within.includes(expression.name)) return [];
      return (context.bindings.get(expression.name) ?? []).flatMap((one) =>
        computedPaths(one, context, [...within, expression.name]),
      );
    case 'call':
      return callPaths(expression.callee, expression.args, of, context, here);
    case 'number':
    case 'percent':
    case 'unknown':
      return [];
  }
}

function callPaths(
  callee: Expression,
  args: readonly Argument[],
  of: (inner: Expression) => ComputedPath[],
  context: PathContext,
  here: ComputedPath,
): ComputedPath[] {
  const name = lastName(callee);
  const receiver = callee.kind === 'name' ? callee.of : undefined;
  if (name === undefined) return [];
  if (name === 'getcwd' || name === 'cwd') return [{ text: context.workspace, fixed: true }];
  if (name === 'getfile' || name === 'getsourcefile') return [here];
  if (name === 'dirname') return parentsOf(argumentPaths(args, of));
  if (name === 'join' || name === 'joinpath') {
    // `Path(a).joinpath(b)` has its beginning before the dot, `os.path.join(a, b)` within the parentheses.
    const before = name === 'joinpath' && receiver ? [of(receiver)] : [];
    return combine([...before, ...args.map(({ value }) => of(value))], joinPaths);
  }
  if (same.has(name) || alsoSame.has(name)) {
    if (args.length > 1 && name !== 'resolve')
      return combine(
        args.map(({ value }) => of(value)),
        joinPaths,
      );
    const found = argumentPaths(args, of);
    return found.length > 0 || !receiver ? found : of(receiver);
  }
  return [];
}

function argumentPaths(args: readonly Argument[], of: (inner: Expression) => ComputedPath[]): ComputedPath[] {
  const [first] = args;
  return first && first.keyword === undefined ? of(first.value) : [];
}

function parentsOf(paths: readonly ComputedPath[]): ComputedPath[] {
  return paths.map((one) => ({ ...one, text: above(one.text, 1) }));
}

/** As CPython's `dirname`, except that the folder above a relative path's beginning is `..`. */
function above(text: string, levels: number): string {
  return path.normalize(path.join(text === '' ? '.' : text, ...Array.from({ length: levels }, () => '..')));
}

function joinPaths(parts: readonly ComputedPath[]): string {
  let joined = '';
  for (const { text } of parts) joined = path.isAbsolute(text) ? text : path.join(joined, text);
  return joined;
}

/** Every way to choose one of each. */
function combine(
  choices: readonly (readonly ComputedPath[])[],
  join: (parts: readonly ComputedPath[]) => string,
): ComputedPath[] {
  let chosen: ComputedPath[][] = [[]];
  for (const options of choices) {
    chosen = chosen.flatMap((parts) => options.map((one) => [...parts, one])).slice(0, 32);
  }
  return chosen.map((parts) => ({ text: join(parts), fixed: parts.some(({ fixed }) => fixed) }));
}
