import type { SyntaxNode } from './syntaxTree';

/** In the text of a path: characters that only the run knows, within one name. */
export const anyText = '\uE001';
/** The same over any number of folders. */
export const anyFolders = '\uE003';
/** The name of the module's own file without its ending: `__file__` is this and `.py`. */
export const ownFile = '\uE002';

/** A path as far as the code tells it. */
export interface PathValue {
  /**
   * Where it starts: as written (the working folder, or absolute); the folder of the module; the folder of a package;
   * or what only the run knows.
   */
  readonly base: 'written' | 'module' | 'package' | 'unknown';
  readonly text: string;
  /** The dotted name, where it starts in a package. */
  readonly package?: string;
  /** The module's file, where that is not the one the code stands in. */
  readonly home?: string;
  /** Whether something that makes paths made it: then a plain word is a path as well. */
  readonly made: boolean;
  /** Whether it names what is found in a folder. */
  readonly found?: boolean;
}

const unknown: PathValue = { base: 'unknown', text: '', made: false };
/** A name may be bound more than once; beyond so many it tells nothing. */
const mostValues = 8;

const keeps = new Set(
  'abspath realpath normpath fspath str expanduser expandvars resolve absolute as_posix normcase fsencode fsdecode cast open_resource as_file'.split(
    ' ',
  ),
);
const makes = new Set(['Path', 'PurePath', 'PosixPath', 'PurePosixPath', 'UPath', 'AnyPath', 'local']);
const resourceCalls = new Set(
  'read_text read_binary open_text open_binary path contents is_resource get_data resource_filename resource_string resource_stream resource_listdir resource_exists resource_isdir'.split(
    ' ',
  ),
);
const listings = new Set(['listdir', 'scandir', 'iterdir', 'walk', 'fwalk', 'contents', 'resource_listdir']);

/** What the names of a module hold, as far as that is paths. */
export type Lookup = (name: string) => readonly PathValue[] | undefined;

/** Computes the paths that an expression can stand for; undefined where it is none that the text tells. */
export function pathsOf(node: SyntaxNode | null | undefined, lookup: Lookup): readonly PathValue[] | undefined {
  if (!node) return undefined;
  const inner = (child: SyntaxNode | null | undefined): readonly PathValue[] | undefined => pathsOf(child, lookup);
  switch (node.type) {
    case 'string':
      return [...stringValues(node, lookup)];
    case 'concatenated_string':
      return node.namedChildren.reduce<readonly PathValue[] | undefined>(
        (before, part) => combine(before, inner(part) ?? [unknown], concat),
        undefined,
      );
    case 'parenthesized_expression':
    case 'await':
      return inner(node.namedChild(0));
    case 'named_expression':
      return inner(node.childForFieldName('value'));
    case 'conditional_expression':
      return either(inner(node.namedChild(0)), inner(node.namedChild(2)));
    case 'boolean_operator':
      return either(inner(node.childForFieldName('left')), inner(node.childForFieldName('right')));
    case 'identifier':
      if (node.text === '__file__') return [{ base: 'module', text: `${ownFile}.py`, made: true }];
      return lookup(node.text);
    case 'attribute':
      return attributeValues(node, lookup);
    case 'subscript':
      return subscriptValues(node, lookup);
    case 'binary_operator':
      return operatorValues(node, lookup);
    case 'call':
      return callValues(node, lookup);
    default:
      return undefined;
  }
}

function stringValues(node: SyntaxNode, lookup: Lookup): readonly PathValue[] {
  if (!node.namedChildren.some((child) => child.type === 'interpolation')) {
    const raw = /^\w*r/i.test(node.child(0)?.text ?? '');
    const text = node.namedChildren
      .filter((child) => child.type === 'string_content')
      .map((child) => (raw ? child.text : unescaped(child.text)))
      .join('');
    return [{ base: 'written', text, made: false }];
  }
  let values: readonly PathValue[] | undefined;
  for (const child of node.namedChildren) {
    if (child.type === 'string_content') {
      values = combine(values, [{ base: 'written', text: child.text.replace(/\{\{|\}\}/g, '{'), made: false }], concat);
    } else if (child.type === 'interpolation') {
      values = combine(values, pathsOf(child.namedChild(0), lookup) ?? [unknown], concat);
    }
  }
  return values ?? [];
}

function unescaped(text: string): string {
  return text.replace(/\\(?:\r?\n)/g, '').replace(/\\([\\'"])/g, '$1');
}

function attributeValues(node: SyntaxNode, lookup: Lookup): readonly PathValue[] | undefined {
  const name = node.childForFieldName('attribute')?.text ?? '';
  const known = lookup(node.text.length < 80 ? node.text : name);
  if (known) return known;
  const of = node.childForFieldName('object');
  // `Path(pkg.__file__).parent`: a package's own folder.
  if (name === '__file__' && of && /^\w+(?:\.\w+)*$/.test(of.text))
    return [{ base: 'package', text: '__init__.py', package: of.text, made: true }];
  const object = pathsOf(of, lookup);
  return name === 'parent' ? object?.map(parentOf) : undefined;
}

/** `path.parents[1]`, `os.path.splitext(path)[0]` */
function subscriptValues(node: SyntaxNode, lookup: Lookup): readonly PathValue[] | undefined {
  const value = node.childForFieldName('value');
  if (value?.type === 'call' && lastName(value.childForFieldName('function')) === 'splitext') {
    const path = pathsOf(value.childForFieldName('arguments')?.namedChild(0), lookup);
    return node.childForFieldName('subscript')?.text === '0' ? path?.map(withoutEnding) : undefined;
  }
  const index = Number(node.childForFieldName('subscript')?.text ?? 'x');
  if (value?.type !== 'attribute' || value.childForFieldName('attribute')?.text !== 'parents') return undefined;
  if (!Number.isInteger(index) || index < 0 || index > 20) return undefined;
  let values = pathsOf(value.childForFieldName('object'), lookup);
  for (let up = 0; up <= index; up += 1) values = values?.map(parentOf);
  return values;
}

function operatorValues(node: SyntaxNode, lookup: Lookup): readonly PathValue[] | undefined {
  const left = pathsOf(node.childForFieldName('left'), lookup);
  const right = pathsOf(node.childForFieldName('right'), lookup);
  switch (node.childForFieldName('operator')?.text) {
    case '/':
      if (!left && !right) return undefined;
      // A number divided by something is no path, nor is text that nobody made one of.
      if (left ? !left.some(({ made, base }) => made || base !== 'written') && !right : !isName(right))
        return undefined;
      return combine(left ?? [unknown], right ?? [unknown], join)?.map(made);
    case '+':
      if (!left && !right) return undefined;
      return combine(left ?? [unknown], right ?? [unknown], concat);
    case '%':
      return left?.map((value) => ({ ...value, text: value.text.replace(/%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]/g, anyText) }));
    default:
      return undefined;
  }
}

function isName(values: readonly PathValue[] | undefined): boolean {
  return values?.some(({ base, text }) => base === 'written' && /^[^/\s]/.test(text)) ?? false;
}

function callValues(node: SyntaxNode, lookup: Lookup): readonly PathValue[] | undefined {
  const callee = node.childForFieldName('function');
  const name = lastName(callee);
  const args = (node.childForFieldName('arguments')?.namedChildren ?? []).filter(
    (child) => child.type !== 'keyword_argument' && child.type !== 'comment',
  );
  const object = callee?.type === 'attribute' ? callee.childForFieldName('object') : null;
  const first = args[0];
  const value = (child: SyntaxNode | null | undefined): readonly PathValue[] => pathsOf(child, lookup) ?? [unknown];
  const joined = (from: readonly PathValue[], rest: readonly SyntaxNode[]): readonly PathValue[] | undefined =>
    rest
      .reduce<readonly PathValue[] | undefined>((before, child) => combine(before, value(child), join), from)
      ?.map(made);
  const method = object ? pathsOf(object, lookup) : undefined;

  if (makes.has(name)) return first ? joined(value(first), args.slice(1)) : [here];
  if (name === 'getcwd' || name === 'cwd') return [here];
  if (name === 'joinpath' || (name === 'join' && method?.some((one) => one.made)))
    return method && joined(method, args);
  if (name === 'join' && object && /(?:^|\.)path$|^(?:osp|op|posixpath)$/.test(object.text)) {
    return first && joined(value(first), args.slice(1));
  }
  if (name === 'join' && !object) return first && joined(value(first), args.slice(1));
  if (name === 'dirname') return first && value(first).map(parentOf);
  if (name === 'files' || resourceCalls.has(name)) {
    const found = resourceValues(name, args, lookup);
    if (found) return found;
  }
  if (name === 'glob' || name === 'iglob' || name === 'rglob') {
    const globs = first ? value(first).map(globbed) : [];
    const isPath = method?.some((one) => one.made || one.base !== 'written') ?? false;
    if (method && isPath)
      return combine(
        method,
        globs.map((glob) => (name === 'rglob' ? deep(glob) : glob)),
        join,
      )?.map(found);
    return globs.length > 0 && !method ? globs.map(found) : undefined;
  }
  if (listings.has(name)) {
    const folders = method?.some((one) => one.made) ? method : first ? pathsOf(first, lookup) : undefined;
    return folders?.map((folder) => found(join(folder, { ...unknown, text: anyFolders, base: 'written' })));
  }
  if (name === 'with_name' || name === 'with_suffix') {
    return method && first && combine(method, value(first), name === 'with_name' ? renamed : suffixed);
  }
  if (name === 'format') return method?.map((one) => ({ ...one, text: one.text.replace(/\{[^{}]*\}/g, anyText) }));
  // Lazy loaders read the stub beside the module.
  if (name === 'attach_stub') return [{ base: 'module', text: `${ownFile}.pyi`, made: true, found: true }];
  if (name === 'replace' && args.length === 2) return method && replaced(method, value(args[0])[0], value(args[1])[0]);
  if (keeps.has(name)) return method?.some((one) => one.made) ? method : first && pathsOf(first, lookup);
  // A default: `os.environ.get("DATA", "data/x.csv")`, `getattr(args, "path", "data/x.csv")`.
  if (name === 'get' || name === 'getenv' || name === 'pop' || name === 'setdefault') return pathsOf(args[1], lookup);
  if (name === 'getattr') return pathsOf(args[2], lookup);
  return undefined;
}

const here: PathValue = { base: 'written', text: '', made: true };

function resourceValues(name: string, args: readonly SyntaxNode[], lookup: Lookup): readonly PathValue[] | undefined {
  const [packageNode, ...rest] = args;
  const base = packageValue(packageNode, lookup);
  if (!base || (name !== 'files' && name !== 'contents' && rest.length === 0)) return undefined;
  const values = rest.reduce<readonly PathValue[] | undefined>(
    (before, child) => combine(before, pathsOf(child, lookup) ?? [unknown], join),
    [base],
  );
  if (listings.has(name)) return values?.map((folder) => found(join(folder, { ...here, text: anyFolders })));
  return values?.map(made);
}

/** The package that a call of `importlib.resources`, `pkgutil` or `pkg_resources` names first. */
function packageValue(node: SyntaxNode | undefined, lookup: Lookup): PathValue | undefined {
  if (!node) return undefined;
  if (/^__(?:name|package|spec)__$/.test(node.text)) return { base: 'module', text: '', made: true };
  if (node.type === 'string') {
    const [value] = pathsOf(node, lookup) ?? [];
    if (value && /^\w+(?:\.\w+)*$/.test(value.text))
      return { base: 'package', text: '', package: value.text, made: true };
    return undefined;
  }
  if (node.type === 'identifier' || (node.type === 'attribute' && /^\w+(?:\.\w+)*$/.test(node.text))) {
    return { base: 'package', text: '', package: node.text, made: true };
  }
  return undefined;
}

export function lastName(node: SyntaxNode | null | undefined): string {
  if (node?.type === 'identifier') return node.text;
  return node?.type === 'attribute' ? (node.childForFieldName('attribute')?.text ?? '') : '';
}

function either(
  a: readonly PathValue[] | undefined,
  b: readonly PathValue[] | undefined,
): readonly PathValue[] | undefined {
  return a && b ? [...a, ...b].slice(0, mostValues) : (a ?? b);
}

function combine(
  left: readonly PathValue[] | undefined,
  right: readonly PathValue[],
  how: (a: PathValue, b: PathValue) => PathValue,
): readonly PathValue[] | undefined {
  if (!left) return right.length > 0 ? right : undefined;
  return left.flatMap((a) => right.map((b) => how(a, b))).slice(0, mostValues);
}

function made(value: PathValue): PathValue {
  return { ...value, made: true };
}

function found(value: PathValue): PathValue {
  return { ...value, made: true, found: true };
}

/** As `os.path.join`: an absolute part starts anew. */
function join(a: PathValue, b: PathValue): PathValue {
  if (b.base === 'unknown' && b.text === '') return { ...a, text: a.text === '' ? anyText : `${stem(a)}/${anyText}` };
  if (b.base !== 'written' || b.text.startsWith('/')) return b;
  if (b.text === '') return a;
  return { ...a, text: a.text === '' ? b.text : `${stem(a)}/${b.text}` };
}

function stem(value: PathValue): string {
  return value.text.endsWith('/') ? value.text.slice(0, -1) : value.text;
}

function concat(a: PathValue, b: PathValue): PathValue {
  if (b.base !== 'written') {
    // Text before a path that starts elsewhere, as in `"file://" + path`, tells nothing of the path.
    if (b.base !== 'unknown') return a.text === '' ? b : unknown;
    return { ...a, text: a.text + anyText };
  }
  if ((a.base !== 'written' || a.made) && a.text === '') {
    if (b.text === '') return a;
    if (b.text.startsWith('/')) return { ...a, text: b.text.slice(1) };
    if (a.base === 'unknown') return { ...b, text: anyText + b.text };
    // The folder's own name goes on: `HERE + "_data"`.
    return unknown;
  }
  return { ...a, text: a.text + b.text };
}

function parentOf(value: PathValue): PathValue {
  if (value.base === 'unknown' && value.text === '') return value;
  const text = value.text.replace(/\/+$/, '');
  if (text === '' || /(?:^|\/)\.\.$/.test(text)) return { ...value, text: text === '' ? '..' : `${text}/..` };
  const slash = text.lastIndexOf('/');
  return { ...value, text: slash < 0 ? '' : text.slice(0, Math.max(slash, 1)) };
}

function renamed(value: PathValue, name: PathValue): PathValue {
  return join(parentOf(value), name);
}

function suffixed(value: PathValue, suffix: PathValue): PathValue {
  return {
    ...value,
    text: `${value.text.replace(/\.[^./]*$/, '')}${suffix.base === 'written' ? suffix.text : anyText}`,
  };
}

function replaced(values: readonly PathValue[], from?: PathValue, to?: PathValue): readonly PathValue[] | undefined {
  if (from?.base !== 'written' || to?.base !== 'written' || from.text === '') return undefined;
  return values.map((value) => ({ ...value, text: value.text.replaceAll(from.text, to.text) }));
}

function withoutEnding(value: PathValue): PathValue {
  return { ...value, text: value.text.replace(/\.[^./]*$/, '') };
}

function globbed(value: PathValue): PathValue {
  const text = value.text
    .split('/')
    .map((part) => (part === '**' ? anyFolders : part.replace(/\*+|\?|\[[^\]]*\]/g, anyText)))
    .join('/');
  return { ...value, text };
}

function deep(value: PathValue): PathValue {
  return { ...value, text: `${anyFolders}/${value.text}` };
}
