import { delimited } from './delimited';

export const tsv = delimited('\t', {
  extensions: ['.tsv'],
  rows: 'the same as `csv`, with tabs',
});
