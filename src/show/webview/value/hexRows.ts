interface HexRow {
  readonly offset: string;
  /** As wide in every row. */
  readonly hex: string;
  readonly ascii: string;
}

const perRow = 16;

/** Sixteen bytes a row, in two groups of eight. */
export function hexRows(bytes: Uint8Array): readonly HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += perRow) {
    const row = Array.from(bytes.subarray(at, at + perRow));
    const digits = Array.from({ length: perRow }, (_, i) => row[i]?.toString(16).padStart(2, '0') ?? '  ');
    rows.push({
      offset: at.toString(16).padStart(8, '0'),
      hex: `${digits.slice(0, perRow / 2).join(' ')}  ${digits.slice(perRow / 2).join(' ')}`,
      ascii: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}
