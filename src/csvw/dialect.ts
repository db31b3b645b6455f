import { RECORD_BYTES } from '../limits';

/** How a delimited text spells its rows. */
export interface Dialect {
  /** The character between cells. */
  readonly delimiter: string;
  /** The ASCII character around a cell, which is doubled inside it; undefined when quotes are characters like any other. */
  readonly quote: string | undefined;
  /** Whether a blank line is a row of one empty cell, and not skipped. */
  readonly blankRows: boolean;
}

/** The dialect of parts. A row whose only cell is empty is a blank line. */
export const PART: Dialect = { delimiter: ',', quote: '"', blankRows: true };

/** Returns the options with which csv-parse reads a dialect. */
export function optionsOf({ delimiter, quote: around, blankRows }: Dialect) {
  const quote = around ?? false;
  return {
    ...{ delimiter, quote, escape: quote, skip_empty_lines: !blankRows },
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: RECORD_BYTES,
  };
}
