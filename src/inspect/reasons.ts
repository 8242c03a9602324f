import type { Unit } from './units';

/** Who reads a name, or why it is needed otherwise. */
export type Reader =
  | { readonly kind: 'unit'; readonly unit: Unit }
  | { readonly kind: 'arguments' }
  | { readonly kind: 'request' }
  | { readonly kind: 'importers' };

/** Why a statement is kept or left out, as it was decided. */
export type Reason =
  | { readonly kind: 'entry' }
  /** Of the lines that are asked for. */
  | { readonly kind: 'asked-for' }
  | { readonly kind: 'binds'; readonly name: string; readonly reader: Reader }
  /** It changes what a needed name holds; `through` a function that it runs. */
  | {
      readonly kind: 'changes';
      readonly name: string;
      readonly needed: string;
      readonly reader: Reader;
      readonly through: string | undefined;
    }
  | { readonly kind: 'stores'; readonly name: string; readonly reader: Reader; readonly through: string }
  /** It is given the name of an attribute that is read of what it is called on: `creator.create("Individual", …)`. */
  | { readonly kind: 'makes'; readonly attribute: string; readonly reader: Reader }
  | { readonly kind: 'setting' }
  | { readonly kind: 'imported-for-effect' }
  | { readonly kind: 'star'; readonly module: string }
  | { readonly kind: 'may-bind'; readonly name: string; readonly what: string; readonly reader: Reader }
  | { readonly kind: 'no-work' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'chosen' }
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'runs-entry' }
  | { readonly kind: 'once-per-process' }
  | { readonly kind: 'imported-for-left-out'; readonly names: readonly string[] };

/** Whether the flow of names decided it, or a table or a person; anything else is a guess at effects. */
export function isCertain(reason: Reason): boolean {
  return !['changes', 'stores', 'makes', 'may-bind'].includes(reason.kind);
}

/** The rest of "kept because" or "left out because". */
export function describeReason(reason: Reason, qualname: string | undefined): string {
  const entry = qualname === undefined ? 'the cell' : `\`${qualname}\``;
  switch (reason.kind) {
    case 'entry':
      return `it defines ${entry}, which is to run`;
    case 'asked-for':
      return `it is part of ${entry}, which is to run`;
    case 'binds':
      return `it binds \`${reason.name}\`, which ${readBy(reason.reader)}`;
    case 'changes': {
      const what =
        reason.name === reason.needed ? `\`${reason.needed}\`` : `\`${reason.needed}\` through \`${reason.name}\``;
      const how = reason.through === undefined ? 'it may change' : `it runs \`${reason.through}\`, which may change`;
      return `${how} ${what}, which ${readBy(reason.reader)}`;
    }
    case 'stores':
      return `it runs \`${reason.through}\`, which sets \`${reason.name}\`, which ${readBy(reason.reader)}`;
    case 'makes':
      return `it may make \`${reason.attribute}\`, which ${readBy(reason.reader)}`;
    case 'setting':
      return 'it sets up the process';
    case 'imported-for-effect':
      return 'nothing uses its names, so it is imported for its effect';
    case 'star':
      return `any name may come from \`${reason.module}\``;
    case 'may-bind':
      return `\`${reason.what}\` in it may bind \`${reason.name}\`, which ${readBy(reason.reader)}`;
    case 'no-work':
      return 'it does no work of its own';
    case 'whole':
      return 'you chose to run all of the top level';
    case 'chosen':
      return 'you chose so';
    case 'not-needed':
      return `nothing that ${entry} needs comes from it`;
    case 'runs-entry':
      return `it runs ${entry}, which is what the job does`;
    case 'once-per-process':
      return 'it may run once only, and each process that the job starts would run it again';
    case 'imported-for-left-out':
      return `only what is left out uses ${listed(reason.names)}`;
  }
}

function readBy(reader: Reader): string {
  switch (reader.kind) {
    case 'arguments':
      return 'the arguments read';
    case 'request':
      return 'is to run';
    case 'importers':
      return 'other files of the project take from this one';
    case 'unit': {
      const { unit } = reader;
      const [name] = unit.kind === 'definition' ? unit.binds : [];
      return name === undefined ? `line ${unit.line} reads` : `\`${name}\` reads (line ${unit.line})`;
    }
  }
}

function listed(names: readonly string[]): string {
  const all = names.map((name) => `\`${name}\``);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}
