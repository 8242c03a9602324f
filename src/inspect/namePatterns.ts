import { dottedName, type Argument, type Bindings, type Expression } from './staticExpressions';

/** A part of a module's name that is not in the code: any text, or the name of the file's own package. */
const hole = { kind: 'hole' } as const;
const own = { kind: 'own' } as const;
type Part = string | typeof hole | typeof own;
type Pattern = readonly Part[];

/** A module, or the modules, that an expression names. */
export interface NamedModules {
  /** Leading dots. */
  readonly level: number;
  readonly module: string;
  /** Where only a part of the name is written: what the dotted rest below `module` looks like. */
  readonly below: RestOfName | undefined;
}

export interface RestOfName {
  /** A regular expression for the whole of it. */
  readonly pattern: string;
  /** How many names it has. */
  readonly depth: number;
}

const alternativesLimit = 64;

/**
 * The modules that a call of `import_module(name, package)` can mean; an alternative of which nothing is known but a
 * hole counts as `unknown`.
 */
export function namedModules(
  name: Expression,
  from: Expression | undefined,
  bindings: Bindings,
): { modules: NamedModules[]; unknown: boolean } {
  const modules: NamedModules[] = [];
  let unknown = false;
  for (const pattern of patternsOf(name, bindings, [])) {
    const found = modulesOf(pattern, from, bindings);
    if (found) modules.push(found);
    else unknown = true;
  }
  return { modules, unknown };
}

/** A name that the code has in full. */
export function literalName(expression: Expression, bindings: Bindings): string | undefined {
  const [pattern, ...others] = patternsOf(expression, bindings, []);
  if (!pattern || others.length > 0 || !pattern.every((part) => typeof part === 'string')) return undefined;
  return pattern.join('');
}

function modulesOf(pattern: Pattern, from: Expression | undefined, bindings: Bindings): NamedModules | undefined {
  const [first] = pattern;
  let parts = pattern;
  let level = 0;
  let base = '';
  if (first === own) {
    level = 1;
    parts = dropDot(pattern.slice(1));
  } else if (typeof first === 'string' && first.startsWith('.')) {
    level = /^\.+/.exec(first)?.[0].length ?? 0;
    parts = [first.slice(level), ...pattern.slice(1)];
    const anchor = from && patternsOf(from, bindings, [])[0];
    if (anchor?.every((part) => typeof part === 'string')) {
      const names = anchor.join('').split('.');
      base = names.slice(0, names.length - level + 1).join('.');
      level = 0;
      if (base === '') return undefined;
    } else if (anchor && anchor[0] !== own) return undefined;
  }
  const end = parts.findIndex((part) => typeof part !== 'string');
  const written = parts
    .slice(0, end < 0 ? parts.length : end)
    .filter(isText)
    .join('');
  if (end < 0) {
    if (!/^(?:[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)?$/u.test(written)) return undefined;
    if (written === '' && base === '' && level === 0) return undefined;
    return { level, module: join(base, written), below: undefined };
  }
  const dot = written.lastIndexOf('.');
  const module = join(base, dot < 0 ? '' : written.slice(0, dot));
  const rest = [written.slice(dot + 1), ...parts.slice(end)];
  if (module === '' && level === 0 && written === '') return undefined;
  const source = rest.map((part) => (typeof part === 'string' ? part.replace(/[^\p{L}\p{N}_]/gu, '\\$&') : '[^.]*'));
  const dots = rest.filter(isText).join('').split('.').length - 1;
  return { level, module, below: { pattern: `^${source.join('')}$`, depth: dots + 1 } };
}

function isText(part: Part): part is string {
  return typeof part === 'string';
}

function dropDot(parts: Pattern): Pattern {
  const [first, ...rest] = parts;
  return typeof first === 'string' ? [first.replace(/^\./, ''), ...rest] : parts;
}

function join(base: string, rest: string): string {
  return base !== '' && rest !== '' ? `${base}.${rest}` : base + rest;
}

/** `within` are the names that are being looked up: one that is made of itself is not known. */
function patternsOf(expression: Expression, bindings: Bindings, within: readonly string[]): Pattern[] {
  const of = (inner: Expression): Pattern[] => patternsOf(inner, bindings, within);
  switch (expression.kind) {
    case 'text':
      return [[expression.value]];
    case 'joined':
      return combine(expression.parts.map(of));
    case 'either':
      return expression.options.flatMap(of);
    case 'percent': {
      const values = expression.right.kind === 'list' ? expression.right.items : [expression.right];
      return of(expression.left).flatMap((left) => filled(left, /%(?:\(\w+\))?[sdr]/g, values, of));
    }
    case 'name': {
      const dotted = dottedName(expression);
      if (dotted === '__name__' || dotted === '__package__' || dotted === '__spec__.parent') return [[own]];
      const { name } = expression;
      const bound = within.includes(name) ? [] : (bindings.get(name) ?? []);
      if (bound.length === 0) return [[hole]];
      return bound
        .flatMap((one) => (one.kind === 'list' ? one.items : [one]))
        .flatMap((one) => patternsOf(one, bindings, [...within, name]));
    }
    case 'call':
      return callPatterns(expression.callee, expression.args, of);
    case 'index': {
      // `__name__.rpartition(".")[0]`, `__name__.rsplit(".", 1)[0]`: the package that the file is in.
      const called = expression.of.kind === 'call' ? dottedName(expression.of.callee) : undefined;
      return called === '__name__.rpartition' || called === '__name__.rsplit' ? [[own]] : [[hole]];
    }
    case 'number':
    case 'slash':
    case 'list':
    case 'unknown':
      return [[hole]];
  }
}

function callPatterns(callee: Expression, args: readonly Argument[], of: (inner: Expression) => Pattern[]): Pattern[] {
  if (callee.kind !== 'name' || !callee.of) return [[hole]];
  const [first] = args;
  if (callee.name === 'format') {
    const values = args.filter(({ keyword }) => keyword === undefined).map(({ value }) => value);
    return of(callee.of).flatMap((left) => filled(left, /\{[^{}]*\}/g, values, of));
  }
  if (callee.name === 'join' && callee.of.kind === 'text' && first?.value.kind === 'list') {
    const { value } = callee.of;
    const parts = first.value.items.flatMap((item, index): Pattern[][] =>
      index === 0 ? [of(item)] : [[[value]], of(item)],
    );
    return combine(parts);
  }
  return [[hole]];
}

/** A text with its fields filled by the values, in their order. */
function filled(
  pattern: Pattern,
  field: RegExp,
  values: readonly Expression[],
  of: (inner: Expression) => Pattern[],
): Pattern[] {
  const choices: Pattern[][] = [];
  let next = 0;
  for (const part of pattern) {
    if (typeof part !== 'string') choices.push([[part]]);
    else {
      part.split(field).forEach((text, index) => {
        if (index > 0) {
          const value = values[next];
          next += 1;
          choices.push(value ? of(value) : [[hole]]);
        }
        choices.push([[text]]);
      });
    }
  }
  return combine(choices);
}

function combine(choices: readonly (readonly Pattern[])[]): Pattern[] {
  let found: Part[][] = [[]];
  for (const options of choices) {
    found = found.flatMap((before) => options.map((one) => merge(before, one))).slice(0, alternativesLimit);
  }
  return found;
}

/** Texts that follow each other become one, and empty ones vanish. */
function merge(before: readonly Part[], after: Pattern): Part[] {
  const found = [...before];
  for (const part of after) {
    const last = found.at(-1);
    if (typeof part === 'string' && typeof last === 'string') found[found.length - 1] = last + part;
    else if (part !== '') found.push(part);
  }
  return found;
}
