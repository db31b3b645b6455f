import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { split } from '../../src/extract/part-key';
import { type FormatName, formatNames, formatOf, formats } from '../../src/formats/registry';

/** A header's line is not looked for any further, in bytes of the file. */
const LOOK_AT = 64 * 1024;

/**
 * What to tell the sender of a file whose header is one column that holds another separator; undefined when all is well,
 * or when the file is not read as cells. The file may be gzipped.
 */
export async function wrongSeparator(
  file: string,
  { key, format }: { readonly key: string; readonly format?: string | undefined },
): Promise<string | undefined> {
  const name = format ?? formatOf(split(key).extension);
  const delimiter = delimiterOf(name);
  if (!delimiter) return undefined;
  // What is within quotes separates nothing.
  const header = (await firstLine(file)).replace(/"[^"]*"/g, '');
  if (header.includes(delimiter)) return undefined;
  const other = formatNames.find((one) => header.includes(delimiterOf(one) ?? '\n'));
  if (other)
    return `${file} looks like ${other}, and is read as ${name}: all in one column. If so, send it with FORMAT=${other}.`;
  if (header.includes(';'))
    return `${file} looks semicolon-separated: all in one column. If so, save it with commas and send it again.`;
  return undefined;
}

function delimiterOf(format = ''): string | undefined {
  return formats[format as FormatName]?.options?.delimiter;
}

async function firstLine(file: string): Promise<string> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle
    .read(Buffer.alloc(LOOK_AT), 0, LOOK_AT, 0)
    .finally(() => handle.close());
  const start = buffer.subarray(0, bytesRead);
  const [line = ''] = (start[0] === 0x1f && start[1] === 0x8b ? unzipped(start) : start)
    .toString()
    .split(/[\r\n]/);
  return line;
}

/** What can be had of a gzip that is cut off; nothing of a broken one, as extract will say. */
function unzipped(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
