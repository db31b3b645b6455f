import { delimited } from './delimited';

/** https://www.iana.org/assignments/media-types/text/tab-separated-values knows no quoting. */
export const tsv = delimited(
  { delimiter: '\t', quote: undefined },
  {
    extensions: ['.tsv'],
    rows: 'the same as `csv`, with tabs, and a quote is a character like any other',
  },
);
