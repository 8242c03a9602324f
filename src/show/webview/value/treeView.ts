import { t } from '@vscode/l10n';
import type { TreeNode } from '../../../contract/shown';
import { offerMenu } from '../contextMenu';
import { element, iconButton } from '../dom';
import { icon } from '../icons';
import { within, type Remembered } from '../pageState';
import { keepScroll } from '../scrollMemory';
import { onCopy } from './copying';
import { treePage, treeRows, treeText, type TreeRow } from './treeRows';
import { placeName, type Drawn, type ViewContext } from './valueViews';

/** Of open nodes, and of those that show more, so many are remembered. */
const mostRemembered = 500;

export function treeView(root: TreeNode, { label, memory, place, send }: ViewContext): Drawn {
  const facts = root.text;
  if ((root.children?.length ?? 0) === 0 && root.more === undefined) {
    return { element: element('p', { class: 'unshown' }, t('There is nothing in it.')), facts };
  }
  const tree = new Tree(root, { label, memory, id: placeName(place) });
  const copy = (text: string): void => send({ type: 'copy', text });
  const scrollBack = keepScroll(tree.element, within(memory, 'tree'));
  return {
    element: tree.element,
    facts,
    tools: [
      iconButton(t('Copy the path of the selected value'), icon('path'), () => copy(tree.path)),
      iconButton(t('Copy the selected value'), icon('copy'), () => copy(tree.text)),
    ],
    attached: scrollBack,
  };
}

/** Lines that open and close. The keyboard stays with the whole, which names the line that it is at. */
class Tree {
  readonly element: HTMLElement;
  readonly #root: TreeNode;
  readonly #id: string;
  readonly #memory: Remembered;
  readonly #expanded: Set<string>;
  /** How many children of a node are shown. */
  readonly #shown: Map<string, number>;
  readonly #lines = new Map<string, HTMLElement>();
  #rows: readonly TreeRow[] = [];
  #active = '';

  constructor(
    root: TreeNode,
    { label, memory, id }: { readonly label: string; readonly memory: Remembered; readonly id: string },
  ) {
    this.#root = root;
    this.#id = id;
    this.#memory = memory;
    this.#expanded = new Set(memory.texts('open'));
    this.#shown = new Map(memory.texts('shown').map(shownPart));
    this.#active = memory.text('at', '');
    this.element = element('div', { class: 'value-tree', role: 'tree', tabindex: '0', 'aria-label': label });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    this.element.addEventListener('contextmenu', (event) => {
      const row = this.#rowAt(event.target);
      if (row) this.#activate(row.key);
    });
    onCopy(this.element, () => this.text);
    offerMenu(this.element, 'tree', { copy: () => this.text, copyPath: () => this.path });
    this.#draw();
  }

  get path(): string {
    const row = this.#row;
    return row?.kind === 'node' ? row.path : 'value';
  }

  get text(): string {
    const row = this.#row;
    return treeText(row?.kind === 'node' ? row.node : this.#root);
  }

  get #row(): TreeRow | undefined {
    return this.#rows.find(({ key }) => key === this.#active);
  }

  #draw(): void {
    this.#rows = treeRows(this.#root, { expanded: this.#expanded, shown: this.#shown });
    this.#lines.clear();
    for (const row of this.#rows) this.#lines.set(row.key, lineOf(row, this.#id));
    this.element.replaceChildren(...this.#lines.values());
    if (this.#row) this.#activate(this.#active);
    else this.#active = '';
  }

  #activate(key: string): void {
    this.#lines.get(this.#active)?.removeAttribute('aria-selected');
    this.#active = key;
    const line = this.#lines.get(key);
    if (line === undefined) return;
    line.setAttribute('aria-selected', 'true');
    if (this.#memory.text('at', '') !== key) this.#memory.set('at', key);
    this.element.setAttribute('aria-activedescendant', line.id);
    line.scrollIntoView({ block: 'nearest' });
  }

  /** Opens or closes a node; of a rest, shows more. */
  #toggle(row: TreeRow): void {
    if (row.kind === 'rest') {
      if (!row.here) return;
      const before = this.#shown.get(row.parent) ?? treePage;
      this.#shown.set(row.parent, before + treePage);
      const shown = [...this.#shown].slice(-mostRemembered);
      this.#memory.set(
        'shown',
        shown.map(([key, count]) => `${key} ${count}`),
      );
      // The first of those that came.
      this.#active = row.parent === '' ? String(before) : `${row.parent}.${before}`;
    } else if (row.expanded !== undefined) {
      if (row.expanded) this.#expanded.delete(row.key);
      else this.#expanded.add(row.key);
      this.#memory.set('open', [...this.#expanded].slice(-mostRemembered));
    } else return;
    this.#draw();
  }

  #click(event: MouseEvent): void {
    const row = this.#rowAt(event.target);
    // Who selects text wants nothing opened.
    if (row === undefined || document.getSelection()?.isCollapsed === false) return;
    this.#activate(row.key);
    this.#toggle(row);
  }

  #rowAt(target: EventTarget | null): TreeRow | undefined {
    const line = target instanceof Element ? target.closest('[data-key]') : null;
    return this.#rows.find(({ key }) => key === line?.getAttribute('data-key'));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#rows.findIndex(({ key }) => key === this.#active);
    const row = this.#rows[at];
    const go = (index: number): void => {
      const to = this.#rows[Math.max(0, Math.min(this.#rows.length - 1, index))];
      if (to) this.#activate(to.key);
    };
    const open = row?.kind === 'node' ? row.expanded : undefined;
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(this.#rows.length - 1);
        break;
      case 'ArrowRight':
        if (row && open === false) this.#toggle(row);
        else if (open) go(at + 1);
        break;
      case 'ArrowLeft':
        if (row && open) this.#toggle(row);
        else if (row && row.parent !== '') this.#activate(row.parent);
        break;
      case 'Enter':
      case ' ':
        if (row) this.#toggle(row);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** `2.0 200`: of the node `2.0` the first 200 are shown. The root's key is empty. */
function shownPart(text: string): [key: string, count: number] {
  const [key = '', count = ''] = text.split(' ');
  return [key, Math.max(treePage, Number(count) || 0)];
}

function lineOf(row: TreeRow, id: string): HTMLElement {
  const { key, level, position, siblings } = row;
  const shared = {
    id: `${id}-${key}`,
    role: 'treeitem',
    'data-key': key,
    'aria-level': String(level),
    'aria-posinset': String(position),
    'aria-setsize': String(siblings),
  };
  const made =
    row.kind === 'rest'
      ? element('div', { ...shared, class: row.here ? 'node rest link' : 'node rest' }, twistie(false), row.text)
      : element(
          'div',
          { ...shared, class: 'node', 'aria-expanded': row.expanded === undefined ? undefined : String(row.expanded) },
          twistie(row.expanded !== undefined),
          element('span', { class: 'name' }, row.node.label),
          ': ',
          element('span', { class: `node-text ${colour(row.node)}`, title: row.node.text }, row.node.text),
          element('span', { class: 'node-type' }, row.node.type),
        );
  made.style.paddingLeft = `${(level - 1) * 16}px`;
  return made;
}

function twistie(there: boolean): HTMLElement {
  return element('span', { class: 'twistie' }, there ? icon('twistie') : undefined);
}

/** As the debugger colours values. */
function colour({ type, children }: TreeNode): string {
  if (children) return 'of-many';
  if (/^(?:str|bytes)$/.test(type)) return 'of-text';
  if (/^(?:int|float|complex|number|u?int\d+|float\d+)$/.test(type)) return 'of-number';
  return type === 'bool' ? 'of-bool' : '';
}
