import { t } from '@vscode/l10n';
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
  const entry = qualname === undefined ? t('the cell') : `\`${qualname}\``;
  switch (reason.kind) {
    case 'entry':
      return t('it defines {0}, which is to run', entry);
    case 'asked-for':
      return t('it is part of {0}, which is to run', entry);
    case 'binds':
      return t('it binds `{0}`, which {1}', reason.name, readBy(reason.reader));
    case 'changes': {
      const what =
        reason.name === reason.needed ? `\`${reason.needed}\`` : t('`{0}` through `{1}`', reason.needed, reason.name);
      const by = readBy(reason.reader);
      return reason.through === undefined
        ? t('it may change {0}, which {1}', what, by)
        : t('it runs `{0}`, which may change {1}, which {2}', reason.through, what, by);
    }
    case 'stores':
      return t('it runs `{0}`, which sets `{1}`, which {2}', reason.through, reason.name, readBy(reason.reader));
    case 'makes':
      return t('it may make `{0}`, which {1}', reason.attribute, readBy(reason.reader));
    case 'setting':
      return t('it sets up the process');
    case 'imported-for-effect':
      return t('nothing uses its names, so it is imported for its effect');
    case 'star':
      return t('any name may come from `{0}`', reason.module);
    case 'may-bind':
      return t('`{0}` in it may bind `{1}`, which {2}', reason.what, reason.name, readBy(reason.reader));
    case 'no-work':
      return t('it does no work of its own');
    case 'whole':
      return t('you chose to run all of the top level');
    case 'chosen':
      return t('you chose so');
    case 'not-needed':
      return t('nothing that {0} needs comes from it', entry);
    case 'runs-entry':
      return t('it runs {0}, which is what the job does', entry);
    case 'once-per-process':
      return t('it may run once only, and each process that the job starts would run it again');
    case 'imported-for-left-out':
      return t('only what is left out uses {0}', listed(reason.names));
  }
}

function readBy(reader: Reader): string {
  switch (reader.kind) {
    case 'arguments':
      return t('the arguments read');
    case 'request':
      return t('is to run');
    case 'importers':
      return t('other files of the project take from this one');
    case 'unit': {
      const { unit } = reader;
      const [name] = unit.kind === 'definition' ? unit.binds : [];
      return name === undefined ? t('line {0} reads', unit.line) : t('`{0}` reads (line {1})', name, unit.line);
    }
  }
}

function listed(names: readonly string[]): string {
  const all = names.map((name) => `\`${name}\``);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${t('and')} ${all.at(-1) ?? ''}`;
}
