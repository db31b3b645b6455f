/** Rising row numbers as ranges that include both ends: `[[1, 6], [8, 11]]`. */
export type Ranges = [first: number, last: number][];

/** Adds a row number that is greater than all before it. */
export function extend(ranges: Ranges, row: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === row - 1) last[1] = row;
  else ranges.push([row, row]);
}

/** Yields every row number, in order. */
export function* each(ranges: Ranges): Generator<number> {
  for (const [first, last] of ranges) for (let row = first; row <= last; row++) yield row;
}
