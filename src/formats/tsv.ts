import { delimited } from './delimited';

export const tsv = delimited({
  extensions: ['.tsv'],
  rows: 'the same as `csv`, with tabs',
  options: { delimiter: '\t' },
});
