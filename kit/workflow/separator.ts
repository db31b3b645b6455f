import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { split } from '../../src/extract/part-key';
import { type FormatName, formatNames, formatOf, formats } from '../../src/formats/registry';

/** The bytes of the file in which the header's line is searched for. */
const LOOK_AT = 64 * 1024;

/**
 * Returns a warning when the header is one column that contains another separator; undefined when the file looks right
 * or its format has no cells. The file may be gzipped.
 */
export async function wrongSeparator(
  file: string,
  { key, format }: { readonly key: string; readonly format?: string | undefined },
): Promise<string | undefined> {
  const name = format ?? formatOf(split(key).extension);
  const delimiter = delimiterOf(name);
  if (!delimiter) return undefined;
  // Separators within quotes do not count.
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
  return formats[format as FormatName]?.delimiter;
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

/**
 * Decompresses as much as possible of a truncated gzip file; returns nothing for damaged data, which extract will
 * report.
 */
function unzipped(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
