import { t } from '@vscode/l10n';
import type { Table } from '../../../contract/shown';
import { element, iconButton } from '../dom';
import { icon } from '../icons';
import { keepScroll } from '../scrollMemory';
import { TableGrid } from './tableGrid';
import { TableModel, tableFacts } from './tableModel';
import { placeName, type Drawn, type ViewContext } from './valueViews';

/** Stands for the order in which the rows came. */
const asCame = -1;

/** A data frame or an array: its first rows; of an array with more dimensions than a table has, its summary. */
export function tableView(table: Table, { label, memory, place, send }: ViewContext): Drawn {
  const facts = tableFacts(table);
  if (table.shape.length > 2 || table.columns.length === 0) return { element: summary(table), facts };
  const model = new TableModel(table);
  const column = memory.number('order', asCame);
  if (model.columns[column]) model.sort({ column, descending: memory.flag('descending', false) });
  const grid = new TableGrid(model, { label, id: placeName(place) });
  grid.select(memory.texts('cells').map(Number));
  grid.onChanged(() => {
    memory.set('order', model.order?.column ?? asCame);
    memory.set('descending', model.order?.descending ?? false);
    memory.set('cells', grid.cursor.map(String));
  });
  const scrollBack = keepScroll(grid.scroller, memory);
  return {
    element: grid.element,
    facts,
    tools: [
      iconButton(
        model.rowCount < table.rowCount ? t('Copy the rows that are here') : t('Copy the table'),
        icon('copy'),
        () => send({ type: 'copy', text: model.copied(model.whole) }),
      ),
    ],
    attached: () => {
      grid.attached();
      scrollBack();
    },
  };
}

function summary({ columns, shape }: Table): HTMLElement {
  const rows = columns.flatMap(({ name, dtype, min, max, mean, missing }) =>
    Object.entries({ Column: name, Type: dtype, Minimum: min, Maximum: max, Mean: mean, Missing: missing })
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([title, value]) => [element('dt', {}, title), element('dd', {}, String(value))]),
  );
  const shaped = [
    element('dt', {}, t('Shape')),
    element('dd', {}, `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`),
  ];
  return element('dl', { class: 'value-summary' }, ...shaped, ...rows.flat());
}
