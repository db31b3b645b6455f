import { posix } from 'node:path';
import { partSortKey } from '../ledger/receipt';

/** Splits a key's file name into the stem and the extension that names the format. */
export function split(key: string): { stem: string; extension: string } {
  const name = posix.basename(key).replace(/\.gz$/i, '');
  const extension = posix.extname(name);
  return { stem: posix.basename(name, extension), extension: extension.toLowerCase() };
}

/** Returns the key of a part: `movies.csv` for the only part, otherwise `movies.part-00001.csv` and so on. */
export function partKey(
  { dataset, id, key }: { dataset: string; id: string; key: string },
  part: number,
  several: boolean,
): string {
  const number = several ? `.${partSortKey(part)}` : '';
  return `${dataset}/${id}/${split(key).stem}${number}.csv`;
}
