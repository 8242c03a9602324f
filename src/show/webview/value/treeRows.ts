import { t } from '@vscode/l10n';
import type { TreeNode } from '../../../contract/shown';
import { countText } from './counts';

/** A line of a tree as it is shown. `key` names its place among its siblings and theirs: `2.0.5`. */
export type TreeRow =
  | {
      readonly kind: 'node';
      readonly key: string;
      readonly parent: string;
      readonly level: number;
      readonly position: number;
      readonly siblings: number;
      readonly node: TreeNode;
      /** How Python would reach it from the root. */
      readonly path: string;
      /** Undefined where there is nothing below it. */
      readonly expanded: boolean | undefined;
    }
  /** Stands for children that are not shown: those that can be, or those that did not come. */
  | {
      readonly kind: 'rest';
      readonly key: string;
      readonly parent: string;
      readonly level: number;
      readonly position: number;
      readonly siblings: number;
      readonly text: string;
      readonly here: boolean;
    };

export interface TreeState {
  readonly expanded: ReadonlySet<string>;
  /** How many children of a node are shown, where that is more than the first. */
  readonly shown: ReadonlyMap<string, number>;
}

/** So many children are shown at first, and so many more at each asking. */
export const treePage = 100;

/** The lines below a root, which has none of its own. */
export function treeRows(root: TreeNode, state: TreeState): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  below(root, '', 1, 'value', state, rows);
  return rows;
}

function below(node: TreeNode, key: string, level: number, path: string, state: TreeState, rows: TreeRow[]): void {
  const children = node.children ?? [];
  const shown = children.slice(0, state.shown.get(key) ?? treePage);
  const waiting = children.length - shown.length;
  const siblings = children.length + (node.more ?? 0);
  for (const [i, child] of shown.entries()) {
    const childKey = key === '' ? String(i) : `${key}.${i}`;
    const childPath = pathTo(path, child.label);
    const expanded = hasChildren(child) ? state.expanded.has(childKey) : undefined;
    rows.push({
      kind: 'node',
      key: childKey,
      parent: key,
      level,
      position: i + 1,
      siblings,
      node: child,
      path: childPath,
      expanded,
    });
    if (expanded) below(child, childKey, level + 1, childPath, state, rows);
  }
  if (waiting === 0 && node.more === undefined) return;
  rows.push({
    kind: 'rest',
    key: `${key}.rest`,
    parent: key,
    level,
    position: shown.length + 1,
    siblings,
    text:
      waiting > 0
        ? t('Show {0} more of {1}', countText(Math.min(waiting, treePage)), countText(waiting + (node.more ?? 0)))
        : t('{0} more are in the value itself', countText(node.more ?? 0)),
    here: waiting > 0,
  });
}

function hasChildren({ children, more }: TreeNode): boolean {
  return (children?.length ?? 0) > 0 || more !== undefined;
}

/** `['loss'][3].name` */
function pathTo(parent: string, label: string): string {
  return /^[[.]/.test(label) ? `${parent}${label}` : `${parent}[${label}]`;
}

/** A value and what is below it, a line each. */
export function treeText(node: TreeNode, indent = ''): string {
  const name = node.label === '' || indent === '' ? '' : `${node.label}: `;
  const children = (node.children ?? []).map((child) => `\n${treeText(child, `${indent}  `)}`);
  const more = node.more === undefined ? '' : `\n${indent}  ${t('… {0} more', countText(node.more))}`;
  return `${indent}${name}${node.text}${children.join('')}${more}`;
}
