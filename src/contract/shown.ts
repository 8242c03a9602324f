import { z } from 'zod';

/**
 * Previews of our own: MIME types whose text is JSON, made on the host within limits. What is cut says so by its
 * counts; a number that JSON cannot hold exactly (`nan`, `inf`, large integers) is given as text.
 */
export const tableMime = 'application/vnd.farcall.table+json';
export const treeMime = 'application/vnd.farcall.tree+json';
export const bytesMime = 'application/vnd.farcall.bytes+json';
/** No JSON: the beginning of a string that is too long to come as one. */
export const stringMime = 'text/vnd.farcall.string';

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof cellSchema>;

const columnSchema = z.object({
  name: z.string(),
  dtype: z.string(),
  /** Over all rows, of columns that have such; as text, since it may be a date. */
  min: z.string().optional(),
  max: z.string().optional(),
  mean: z.string().optional(),
  /** How many values are missing. */
  missing: z.number().int().nonnegative().optional(),
  /** How the library writes a value that is not there, which is another thing than NaN: `<NA>`, `null`, `--`. */
  absent: z.string().optional(),
});
export type Column = z.infer<typeof columnSchema>;

/** A data frame, a series or an array: its summary and its first rows. */
export const tableSchema = z.object({
  /** Of the whole value, as its library tells it; an array may have more than two dimensions. */
  shape: z.array(z.number().int().nonnegative()),
  /** In memory, where that is known. */
  bytes: z.number().int().nonnegative().optional(),
  /** Names of the index's levels: so many of each row's first cells are its labels. Empty without an index. */
  index: z.array(z.string()),
  /** The columns that are shown, of `columnCount`. */
  columns: z.array(columnSchema),
  columnCount: z.number().int().nonnegative(),
  /** The first of `rowCount`; empty for an array of more than two dimensions, whose summary stands in `columns[0]`. */
  rows: z.array(z.array(cellSchema)),
  rowCount: z.number().int().nonnegative(),
});
export type Table = z.infer<typeof tableSchema>;

/** A dict, list, tuple, set, dataclass, or an object by its attributes. */
export interface TreeNode {
  /** `'loss'`, `[3]`, `.name`: how the parent names it; empty at the root. */
  readonly label: string;
  readonly type: string;
  /** One line: the value's repr, or how many items it has. */
  readonly text: string;
  readonly children?: readonly TreeNode[] | undefined;
  /** Children that were left out. */
  readonly more?: number | undefined;
}
export const treeSchema: z.ZodType<TreeNode> = z.object({
  label: z.string(),
  type: z.string(),
  text: z.string(),
  get children() {
    return z.array(treeSchema).optional();
  },
  more: z.number().int().positive().optional(),
});

/** The beginning of a bytes-like value. */
export const bytesSchema = z.object({ size: z.number().int().nonnegative(), base64: z.base64() });
