/** The bytes of a document that are looked at. */
export const HEAD_BYTES = 64 * 1024;

/** The record separator of JSON text sequences: https://www.rfc-editor.org/rfc/rfc7464. */
const RS = '\u001e';

/** The most arrays that are named. */
const ARRAYS = 3;

/** Matches the texts and brackets of JSON. A text may be cut at the end. */
const TOKENS = /"(?:[^"\\]|\\.)*("|$)(\s*:)?|[[\]{}]/gs;

/** Matches what follows the opening of an array that has objects or nothing in it. */
const OBJECTS = /\s*[{\]]/y;

/** Matches the first attribute of an item as DynamoDB's JSON spells it. */
const ITEM = String.raw`\{\s*"[^"]*"\s*:\s*\{\s*"(?:S|N|B|SS|NS|BS|M|L|NULL|BOOL)"\s*:`;
const EXPORT = new RegExp(String.raw`^\s*\{\s*"Item"\s*:\s*${ITEM}`);
const SCAN = new RegExp(String.raw`"Items"\s*:\s*\[\s*${ITEM}`);

/** Returns what a document is whose start is not that of an array, and what to write so that it is read. */
export function foundIn(head: string): string {
  if (EXPORT.test(head)) return 'a DynamoDB export: FORMAT=dynamodb reads it';
  const text = head.replaceAll(RS, ' ').trimStart();
  if (!text.startsWith('{')) return 'neither an array nor an object';
  const { end, arrays } = outline(text);
  if (text.slice(end).trimStart().startsWith('{') || head.startsWith(RS)) {
    return text.slice(0, end).includes('\n')
      ? 'several objects over several lines each: write each on one line (`jq -c .`), and use FORMAT=ndjson'
      : 'several objects: FORMAT=ndjson reads them';
  }
  if (arrays.length === 0) return 'one object';
  const option = SCAN.test(text) ? 'FORMAT=dynamodb JSON_PATH' : 'JSON_PATH';
  return `an object: ${arrays.map((path) => `${option}=${path}`).join(' or ')} reads the array in it`;
}

/** Whether a key may be in a message: messages go to logs, and a key can be data, such as an address. */
export function isPlain(key: string): boolean {
  return /^[\w$.:-]{1,64}$/.test(key);
}

/** Returns the end of the first value and the paths of the arrays of objects in it that are not in other arrays. */
function outline(head: string): { readonly end: number; readonly arrays: readonly string[] } {
  const arrays: string[] = [];
  /** The paths of the open objects and arrays; undefined where none is of use. */
  const open: (string | undefined)[] = [];
  let key = '';
  for (const { 0: token, 2: colon, index } of head.matchAll(TOKENS)) {
    const end = index + token.length;
    if (colon) key = token.slice(1, token.lastIndexOf('"'));
    else if (token === '{' || token === '[') {
      const around = open.at(-1);
      const named = around !== undefined && isPlain(key) ? `${around}/${key}` : undefined;
      const path = open.length === 0 ? '' : named;
      open.push(token === '{' ? path : undefined);
      OBJECTS.lastIndex = end;
      if (token === '[' && path && arrays.length < ARRAYS && OBJECTS.test(head)) arrays.push(path);
    } else if (token === '}' || token === ']') {
      open.pop();
      if (open.length === 0) return { end, arrays };
    }
  }
  return { end: head.length, arrays };
}
