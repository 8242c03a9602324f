import type { Calls } from './calls';
import { dottedName } from './boundNames';
import type { ModuleNames } from './moduleNames';
import { nameUseOf } from './nameUse';
import { isProcessSetting } from './settings';
import { innerStatements, type Unit } from './units';
import type { SyntaxNode } from './syntaxTree';

/** Whether a statement does nothing but set up the process, by the published table. */
export function isSetting(unit: Unit, names: ModuleNames, calls: Calls): boolean {
  return sets(unit.node, names, calls);
}

function sets(node: SyntaxNode, names: ModuleNames, calls: Calls): boolean {
  switch (node.type) {
    case 'expression_statement':
      return expressionSets(node.namedChild(0), names, calls);
    case 'if_statement':
    case 'try_statement': {
      const inner = innerStatements(node);
      return (
        inner.some((statement) => sets(statement, names, calls)) &&
        inner.every((statement) => inert.has(statement.type) || sets(statement, names, calls))
      );
    }
    case 'delete_statement':
      return node.namedChildren.every((target) => isProcessSetting(names.canonical(dottedName(target))));
    default:
      return false;
  }
}

const inert = new Set(['import_statement', 'import_from_statement', 'pass_statement']);

function expressionSets(expression: SyntaxNode | null, names: ModuleNames, calls: Calls): boolean {
  if (expression?.type === 'call') {
    if (isProcessSetting(names.canonical(dottedName(expression.childForFieldName('function'))))) return true;
    const own = nameUseOf(expression).effectsNow.find(
      (effect) => effect.kind === 'call' && effect.callee === dottedName(expression),
    );
    return own !== undefined && calls.setsUpProcess(own);
  }
  if (expression?.type !== 'assignment' && expression?.type !== 'augmented_assignment') return false;
  const left = expression.childForFieldName('left');
  if (left?.type !== 'attribute' && left?.type !== 'subscript') return false;
  return isProcessSetting(names.canonical(dottedName(left)));
}
