/** Reading of parsed TOML, of which nothing is believed: what has another shape than asked for counts as absent. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** What stands at the end of these keys. */
export function valueAt(table: Table, ...keys: readonly string[]): unknown {
  let value: unknown = table;
  for (const key of keys) value = isTable(value) ? value[key] : undefined;
  return value;
}

export function tableAt(table: Table, ...keys: readonly string[]): Table {
  const value = valueAt(table, ...keys);
  return isTable(value) ? value : {};
}

export function textAt(table: Table, ...keys: readonly string[]): string | undefined {
  const value = valueAt(table, ...keys);
  return typeof value === 'string' ? value : undefined;
}

/** The strings of a list; a string by itself counts as a list of one. */
export function textsAt(table: Table, ...keys: readonly string[]): string[] {
  const value = valueAt(table, ...keys);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function tablesAt(table: Table, ...keys: readonly string[]): Table[] {
  const value = valueAt(table, ...keys);
  return Array.isArray(value) ? value.filter(isTable) : [];
}
