import { posix } from 'node:path';
import { partSortKey } from '../ledger/receipt';

/** A key's file name without its extensions, and the extension that tells the format. */
export function split(key: string): { stem: string; extension: string } {
  const name = posix.basename(key).replace(/\.gz$/i, '');
  const extension = posix.extname(name);
  return { stem: posix.basename(name, extension), extension: extension.toLowerCase() };
}

/** The key of a part: `movies.csv` when it is the only one, else `movies.part-00001.csv` and so on. */
export function partKey(
  { dataset, id, key }: { dataset: string; id: string; key: string },
  part: number,
  several: boolean,
): string {
  const number = several ? `.${partSortKey(part)}` : '';
  return `${dataset}/${id}/${split(key).stem}${number}.csv`;
}
