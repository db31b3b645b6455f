import { delimited } from './delimited';

export const tsv = delimited({
  extensions: ['.tsv'],
  rows: 'the same with tabs',
  options: { delimiter: '\t' },
});
