import { parse } from 'csv-parse/sync';
import { type Dialect, optionsOf } from '../csvw/dialect';
import { lastEnd } from '../csvw/lines';

/** The bytes at the start of a text in which its delimiter is looked for. */
export const LOOK_AT = 64 * 1024;

/** The most rows that are looked at. */
const ROWS = 100;

/** Characters that belong to a name or a text more often than they delimit one. The last is what Hive writes. */
const RARE = ['^', '~', '\u0001'];
const CANDIDATES = [',', ';', '\t', '|', ...RARE];

/** How a delimiter cuts the first rows of a text. */
interface Cut {
  readonly delimiter: string;
  readonly columns: number;
  /** The share of rows that have one cell per column, from 0 to 1. */
  readonly fit: number;
}

/**
 * Returns the delimiters that fit the start of a text: they cut its header into columns, and most rows into one cell per
 * column. If only one cuts the header, it fits whatever the rows are: those that are short or long are rejected.
 * @param head the start of the text, in UTF-8 without a byte-order mark: about {@link LOOK_AT} bytes
 */
export function fittingDelimiters(head: Buffer, quote: Dialect['quote']): string[] {
  const cuts = cutsOf(head, quote);
  const fits = cuts.length === 1 ? cuts : cuts.filter(fitsMost);
  return (fits.length > 0 ? fits : cuts).map(({ delimiter }) => delimiter);
}

/**
 * Returns the delimiter that fits the start of a text better than the given one, if any: most rows have one cell per
 * column, and there are more columns, or as many and more rows fit.
 * @param head as for {@link fittingDelimiters}
 */
export function betterDelimiter(given: string, head: Buffer, quote: Dialect['quote']): string | undefined {
  const others = CANDIDATES.filter(
    (delimiter) => delimiter !== given && columnsOf(head, delimiter, quote) > 1,
  );
  if (others.length === 0) return undefined;
  const cuts = cutsOf(head, quote, [given, ...others]);
  const rank = (cut: Cut) => Number(fitsMost(cut));
  const [best] = cuts.sort((a, b) => rank(b) - rank(a) || b.columns - a.columns || b.fit - a.fit);
  return best?.delimiter === given ? undefined : best?.delimiter;
}

/**
 * Returns what cuts most rows below a header of one column into the same number of cells, if anything: the line is
 * probably not the header, but a title above it.
 * @param head as for {@link fittingDelimiters}
 */
export function delimiterBelow(
  given: string,
  head: Buffer,
  quote: Dialect['quote'],
): { readonly delimiter: string; readonly cells: number } | undefined {
  if ([given, ...CANDIDATES].some((delimiter) => columnsOf(head, delimiter, quote) !== 1)) return undefined;
  return CANDIDATES.map((delimiter) => {
    const [, ...rows] = cellCounts(wholeRows(head, quote), delimiter, quote, ROWS);
    const cells = rows.at(-1) ?? 1;
    const same = rows.filter((count) => count === cells).length;
    return { delimiter, cells: same > 1 && same > rows.length / 2 ? cells : 1 };
  }).find(({ cells }) => cells > 1);
}

/** Returns a delimiter as messages show it. */
export function nameOf(delimiter: string): string {
  if (delimiter === '\t') return 'tab';
  return delimiter === '\u0001' ? 'U+0001' : `"${delimiter}"`;
}

/** Returns how each delimiter cuts the text that cuts its header into several columns, and, if it is rare, most rows too. */
function cutsOf(head: Buffer, quote: Dialect['quote'], delimiters = CANDIDATES): Cut[] {
  const whole = wholeRows(head, quote);
  return delimiters
    .map((delimiter) => {
      const [columns = 0, ...rows] = cellCounts(whole, delimiter, quote, ROWS);
      const fit = rows.filter((cells) => cells === columns).length / rows.length;
      return { delimiter, columns, fit: rows.length === 0 ? 1 : fit };
    })
    .filter((cut) => cut.columns > 1 && (!RARE.includes(cut.delimiter) || fitsMost(cut)));
}

function fitsMost({ fit }: Cut): boolean {
  return fit > 0.5;
}

function wholeRows(head: Buffer, quote: Dialect['quote']): Buffer {
  return head.length < LOOK_AT ? head : head.subarray(0, lastEnd(head, 0, false, quote).end);
}

function columnsOf(head: Buffer, delimiter: string, quote: Dialect['quote']): number {
  return cellCounts(head, delimiter, quote, 1)[0] ?? 0;
}

/** Returns how many cells each of the first rows has; nothing when a quote is not closed. */
function cellCounts(head: Buffer, delimiter: string, quote: Dialect['quote'], rows: number): number[] {
  try {
    const options = optionsOf({ delimiter, quote, blankRows: false });
    // Quotes in the wrong place are reported when the rows are read.
    return parse(head, { ...options, relax_quotes: true, to: rows }).map(({ length }) => length);
  } catch {
    return [];
  }
}
