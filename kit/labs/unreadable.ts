import path from 'node:path';
import { KitError } from '../errors';
import { ROOT } from '../root';

interface Failure {
  readonly errors?: readonly { readonly text: string; readonly location?: Location | null }[];
}
interface Location {
  readonly file: string;
  readonly line: number;
}

/** Returns a KitError for code that cannot be compiled or run, with the place. */
export function codeUnreadable(cause: unknown): KitError {
  const [first] = (cause as Failure).errors ?? [];
  const found = first?.location ?? placeIn(cause);
  const where = found ? `${path.relative(ROOT, path.resolve(ROOT, found.file))}:${found.line}: ` : '';
  const [text = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n').slice(-1);
  const what = first?.text ?? text.replace(/^.*: ERROR: /, '');
  return new KitError('LAB_CODE_UNREADABLE', { reason: `${where}${what}` }, cause);
}

/** Returns the first place outside of packages that an error names. */
function placeIn(cause: unknown): Location | undefined {
  const text = cause instanceof Error ? `${cause.message}\n${cause.stack}` : '';
  const place = [...text.matchAll(/(\/[^\s():]+\.ts):(\d+)/g)].find(
    ([, file = '']) => !file.includes('node_modules'),
  );
  return place && { file: place[1] ?? '', line: Number(place[2]) };
}
