const numbers = new Intl.NumberFormat('en-US');

/** `1,000` */
export function countText(count: number): string {
  return numbers.format(count);
}

/** `1,000 rows` */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
