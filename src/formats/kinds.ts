import { isUtf8 } from 'node:buffer';
import { PermanentFailure } from '../errors';
import { unfinished } from '../row/utf8';

/** The bytes of a file that show which kind it is. */
export const SIGNATURE_BYTES = 512;

const isZip = starts('504b0304', '504b0506');

/** What is not text, by its first bytes; the first that fits counts. */
const KINDS = [
  ['INPUT_GZIPPED_TWICE', starts('1f8b')],
  ['INPUT_XLSX', (head) => isZip(head) && (head.includes('[Content_Types].xml') || head.includes('xl/'))],
  [
    'INPUT_ODS',
    (head) => isZip(head) && head.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
  ],
  ['INPUT_ZIP', isZip],
  ['INPUT_XLS', starts('d0cf11e0a1b11ae1')],
  // NUL pads the name. https://www.gnu.org/software/tar/manual/html_node/Standard.html
  ['INPUT_TAR', (head) => head.toString('latin1', 257, 262) === 'ustar' && head.subarray(0, 257).includes(0)],
  // PAR1 and the number with which the first page's header starts. https://parquet.apache.org/docs/file-format/
  ['INPUT_PARQUET', starts('5041523115')],
  ['INPUT_PDF', (head) => /^%PDF-/.test(head.toString('latin1'))],
  ['INPUT_COMPRESSED', (head) => /^BZh[1-9]1AY&SY/.test(head.toString('latin1'))],
  ['INPUT_COMPRESSED', starts('fd377a585a00', '28b52ffd')],
  ['INPUT_UTF32', starts('fffe0000', '0000feff')],
  ['INPUT_XML', (head) => /^\s*<\?xml\s/i.test(head.toString())],
  // `\s` includes a byte-order mark. A name in a header may well be `<DATE>`.
  ['INPUT_HTML', (head) => /^\s*<(!doctype\b|!--|(html|head|body|meta|table)[\s>])/i.test(head.toString())],
] as const satisfies [string, (head: Buffer) => boolean][];

/** Returns a test for content that starts with one of these bytes, given as hexadecimal digits. */
function starts(...signatures: string[]): (head: Buffer) => boolean {
  return (head) => signatures.some((signature) => head.toString('hex', 0, 16).startsWith(signature));
}

/** UTF-16 by its byte-order mark, because its first two characters are ASCII, or by a line end. */
const UTF16 = [
  ['utf-16le', /^(fffe|(?!00)..00(?!00)..00|(....)*0d000a00)/],
  ['utf-16be', /^(feff|00(?!00)..00(?!00)..|(....)*000d000a)/],
] as const;

/**
 * Refuses a file that is not text, by its first bytes.
 * @param start at least {@link SIGNATURE_BYTES}, if there are as many
 * @param expected the encoding in which it will be decoded
 * @throws PermanentFailure that names the kind of the file
 */
export function refuseOtherKinds(start: Buffer, expected: string): void {
  const head = start.subarray(0, SIGNATURE_BYTES);
  const [code] = KINDS.find(([, fits]) => fits(head)) ?? [];
  if (code) throw new PermanentFailure(code);
  if (expected.startsWith('utf-16')) return;
  const [encoding] = UTF16.find(([, pattern]) => pattern.test(head.toString('hex'))) ?? [];
  if (encoding) throw new PermanentFailure('INPUT_UTF16', { encoding });
  const isText = expected !== 'utf-8' || isUtf8(head.subarray(0, head.length - unfinished(head)));
  if (head.includes(0) && !isText) throw new PermanentFailure('INPUT_BINARY');
}
