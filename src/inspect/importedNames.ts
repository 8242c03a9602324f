import type { SyntaxNode } from './syntaxTree';

/** A name that an import statement binds. */
export interface ImportedName {
  readonly name: string;
  /** What it stands for: `numpy.random` of `from numpy import random as r`; leading dots where it is relative. */
  readonly canonical: string;
  /** The top-level module it comes from; empty where it is relative. */
  readonly top: string;
  /** The module that is named: of `from a.b import c`, `a.b`. */
  readonly module: string;
  /** An attribute or submodule taken out of the module, by `from`. */
  readonly taken: boolean;
  /** Whether it is a function of the project's that changes what its module holds. */
  readonly changes?: boolean;
}

/** What the text of one of the project's modules tells of its names, for a file that imports it. */
export interface ProjectModule {
  /** What `from … import *` brings of it; undefined where the text does not tell. */
  readonly starred: readonly ImportedName[] | undefined;
  /** Of the names that are taken from it one by one, the functions that change what a module holds. */
  readonly changers: readonly string[];
}

/** By the module as the importing file has it: `lab`, `.lab`. */
export type ProjectModules = ReadonlyMap<string, ProjectModule>;

/** What an import statement binds; `*` is the name of a star. */
export function importedBy(node: SyntaxNode): ImportedName[] {
  switch (node.type) {
    case 'import_statement':
      return node.childrenForFieldName('name').map((child) => {
        const aliased = child.type === 'aliased_import';
        const module = compact((aliased ? child.childForFieldName('name') : child)?.text);
        const top = module.split('.', 1)[0] ?? '';
        const alias = aliased ? child.childForFieldName('alias')?.text : undefined;
        return { name: alias ?? top, canonical: alias === undefined ? top : module, top, module, taken: false };
      });
    case 'import_from_statement': {
      const module = compact(node.childForFieldName('module_name')?.text);
      const top = module.startsWith('.') ? '' : (module.split('.', 1)[0] ?? '');
      const from = module.endsWith('.') ? module : `${module}.`;
      const names = node.childrenForFieldName('name').map((child) => {
        const aliased = child.type === 'aliased_import';
        const taken = compact((aliased ? child.childForFieldName('name') : child)?.text);
        const alias = aliased ? child.childForFieldName('alias')?.text : undefined;
        return { name: alias ?? taken, canonical: `${from}${taken}`, top, module, taken: true };
      });
      const star = node.namedChildren.some((child) => child.type === 'wildcard_import');
      return star ? [{ name: '*', canonical: `${from}*`, top, module, taken: true }] : names;
    }
    default:
      return [];
  }
}

function compact(text: string | undefined): string {
  return (text ?? '').replace(/[\s\\]/g, '');
}

/** Every import in a statement that runs where it stands: its own, or those in its blocks. */
export function importsIn(node: SyntaxNode): ImportedName[] {
  if (node.type === 'function_definition' || node.type === 'class_definition' || node.type === 'lambda') return [];
  const own = importedBy(node);
  if (own.length > 0) return own;
  return statementTypes.has(node.type) ? node.namedChildren.flatMap(importsIn) : [];
}

const statementTypes = new Set(
  `
  if_statement elif_clause else_clause try_statement except_clause except_group_clause finally_clause with_statement
  for_statement while_statement match_statement case_clause block
`
    .trim()
    .split(/\s+/),
);
