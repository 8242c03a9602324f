/** A Python expression as far as names of modules and paths are written in it. */
export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  /** A name, or the last attribute of something that is not looked into (`self.module_name`). */
  | { readonly kind: 'name'; readonly name: string; readonly of: Expression | undefined }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  /** Pieces of text one after the other: an f-string, or `+`. */
  | { readonly kind: 'joined'; readonly parts: readonly Expression[] }
  | { readonly kind: 'slash'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'percent'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** `a or b`, `a if c else b`. */
  | { readonly kind: 'either'; readonly options: readonly Expression[] }
  | { readonly kind: 'unknown' };

export interface Argument {
  readonly keyword: string | undefined;
  readonly value: Expression;
}

const unknown: Expression = { kind: 'unknown' };

/** Reads the expression that starts at an offset; what it does not understand becomes `unknown`. */
export function readExpression(text: string, start = 0): Expression {
  return new ExpressionReader(text, start).either();
}

/** The arguments of a call, from the offset after its opening parenthesis. */
export function readArguments(text: string, start: number): Argument[] {
  return new ExpressionReader(text, start).argumentsUntil(')');
}

const nameAt = /[\p{L}_][\p{L}\p{N}_]*/uy;
const numberAt = /-?\d+/y;
const stringAt = /([rRbBuUfFtT]{0,2})("""|'''|"|')/y;
const spaceAt = /(?:[\s\\]|#[^\n]*(?:\n|$))*/y;
const depthLimit = 60;

class ExpressionReader {
  readonly #text: string;
  #at: number;
  #depth = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  either(): Expression {
    if (this.#depth > depthLimit) return unknown;
    this.#depth += 1;
    const options = [this.#sum()];
    for (;;) {
      if (this.#word('or')) options.push(this.#sum());
      else if (this.#word('if')) {
        this.#skipTo('else');
        if (this.#word('else')) options.push(this.#sum());
      } else break;
    }
    this.#depth -= 1;
    return options.length === 1 ? (options[0] ?? unknown) : { kind: 'either', options };
  }

  argumentsUntil(close: string): Argument[] {
    const found: Argument[] = [];
    while (this.#at < this.#text.length && !this.#symbol(close)) {
      const before = this.#at;
      let keyword: string | undefined;
      const name = this.#name();
      if (name !== undefined && this.#peek() === '=' && this.#text.charAt(this.#at + 1) !== '=') {
        this.#at += 1;
        keyword = name;
      } else this.#at = before;
      // `*paths` and `**options` say nothing by themselves.
      const starred = this.#peek() === '*';
      const value = starred ? unknown : this.either();
      found.push({ keyword, value });
      this.#toNextItem(close);
      if (this.#at === before) break;
    }
    return found;
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.#peek() === '+' && this.#text.charAt(this.#at + 1) !== '=') {
      this.#at += 1;
      const right = this.#product();
      left = { kind: 'joined', parts: [left, right] };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#postfix();
    for (let operator = this.#peek(); /^[/%*]$/.test(operator); operator = this.#peek()) {
      this.#at += 1;
      if (operator === '*') {
        // `(folder not in sys.path) * [folder]`: a list, or none.
        const right = this.#postfix();
        left = left.kind === 'list' ? left : right.kind === 'list' ? right : unknown;
        continue;
      }
      left = { kind: operator === '/' ? 'slash' : 'percent', left, right: this.#postfix() };
    }
    return left;
  }

  #postfix(): Expression {
    let value = this.#primary();
    for (;;) {
      const next = this.#peek();
      if (next === '.') {
        this.#at += 1;
        const name = this.#name();
        if (name === undefined) return unknown;
        value = { kind: 'name', name, of: value };
      } else if (next === '(') {
        this.#at += 1;
        value = { kind: 'call', callee: value, args: this.argumentsUntil(')') };
      } else if (next === '[') {
        this.#at += 1;
        const index = this.either();
        this.#toNextItem(']');
        this.#symbol(']');
        value = { kind: 'index', of: value, index };
      } else return value;
    }
  }

  #primary(): Expression {
    const next = this.#peek();
    if (next === '(' || next === '[') {
      this.#at += 1;
      const close = next === '(' ? ')' : ']';
      const from = this.#at;
      const items = this.argumentsUntil(close);
      const comma = this.#text.slice(from, this.#at).includes(',');
      const [only] = items;
      if (next === '(' && items.length === 1 && only && !comma) return only.value;
      return { kind: 'list', items: items.map((item) => item.value) };
    }
    const strings = this.#strings();
    if (strings) return strings;
    const name = this.#name();
    if (name !== undefined) return { kind: 'name', name, of: undefined };
    numberAt.lastIndex = this.#at;
    const number = numberAt.exec(this.#text);
    if (number) {
      this.#at += number[0].length;
      return { kind: 'number', value: Number(number[0]) };
    }
    return unknown;
  }

  /** String literals side by side. */
  #strings(): Expression | undefined {
    const parts: Expression[] = [];
    for (;;) {
      this.#space();
      stringAt.lastIndex = this.#at;
      const opening = stringAt.exec(this.#text);
      if (!opening) break;
      const [all, prefix = '', quote = ''] = opening;
      const from = this.#at + all.length;
      const raw = /r/i.test(prefix);
      let end = from;
      while (end < this.#text.length && !this.#text.startsWith(quote, end)) {
        end += this.#text.charAt(end) === '\\' ? 2 : 1;
      }
      this.#at = end + quote.length;
      const body = this.#text.slice(from, end);
      if (/[ft]/i.test(prefix)) parts.push(...fieldsOf(body, raw));
      else parts.push({ kind: 'text', value: raw ? body : unescaped(body) });
    }
    if (parts.length === 0) return undefined;
    return parts.length === 1 ? parts[0] : { kind: 'joined', parts };
  }

  #name(): string | undefined {
    this.#space();
    nameAt.lastIndex = this.#at;
    const found = nameAt.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #word(word: string): boolean {
    const before = this.#at;
    if (this.#name() === word) return true;
    this.#at = before;
    return false;
  }

  #symbol(symbol: string): boolean {
    if (this.#peek() !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #peek(): string {
    this.#space();
    return this.#text.charAt(this.#at);
  }

  #space(): void {
    spaceAt.lastIndex = this.#at;
    this.#at += spaceAt.exec(this.#text)?.[0].length ?? 0;
  }

  #skipTo(word: string): void {
    while (this.#at < this.#text.length) {
      const before = this.#at;
      if (this.#word(word)) {
        this.#at = before;
        return;
      }
      this.#at = before;
      if (this.#primary() === unknown) this.#at += 1;
      if (this.#at === before) this.#at += 1;
    }
  }

  /** Steps over the rest of an item to the comma after it, or to the bracket that closes the whole. */
  #toNextItem(close: string): void {
    while (this.#at < this.#text.length) {
      const next = this.#peek();
      if (next === ',') {
        this.#at += 1;
        return;
      }
      if (next === close || next === ')' || next === ']' || next === '}') return;
      const before = this.#at;
      this.#primary();
      if (this.#at === before) this.#at += 1;
    }
  }
}

/** The texts and the fields of an f-string. */
function fieldsOf(body: string, raw: boolean): Expression[] {
  const parts: Expression[] = [];
  let text = '';
  for (let i = 0; i < body.length; i += 1) {
    const c = body.charAt(i);
    if ((c === '{' || c === '}') && body.charAt(i + 1) === c) {
      text += c;
      i += 1;
    } else if (c === '{') {
      let depth = 1;
      let end = i + 1;
      for (; end < body.length && depth > 0; end += 1) {
        if (body.charAt(end) === '{') depth += 1;
        else if (body.charAt(end) === '}') depth -= 1;
      }
      const field = body.slice(i + 1, end - 1);
      parts.push({ kind: 'text', value: raw ? text : unescaped(text) });
      parts.push(/[!:=]/.test(field) ? unknown : readExpression(field));
      text = '';
      i = end - 1;
    } else text += c;
  }
  parts.push({ kind: 'text', value: raw ? text : unescaped(text) });
  return parts.filter((part) => part.kind !== 'text' || part.value !== '');
}

function unescaped(body: string): string {
  return body.replace(/\\(\r?\n|.)/g, (all, escape: string) => {
    if (escape.includes('\n')) return '';
    if (escape === 'n') return '\n';
    if (escape === 't') return '\t';
    return '\\\'"'.includes(escape) ? escape : all;
  });
}

/** The last part of what is called or named: `dirname` of `os.path.dirname`. */
export function lastName(expression: Expression): string | undefined {
  return expression.kind === 'name' ? expression.name : undefined;
}

/** The whole dotted name, where it is one. */
export function dottedName(expression: Expression): string | undefined {
  if (expression.kind !== 'name') return undefined;
  if (!expression.of) return expression.name;
  const before = dottedName(expression.of);
  return before === undefined ? undefined : `${before}.${expression.name}`;
}

/** What a file's names are assigned; several where there are several assignments. */
export type Bindings = ReadonlyMap<string, readonly Expression[]>;
