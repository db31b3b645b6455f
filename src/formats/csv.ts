import { delimited } from './delimited';

export const csv = delimited(
  { delimiter: ',', quote: '"' },
  {
    extensions: ['.csv'],
    rows: 'a header and rows, with commas between cells; every cell is text: `007` stays `007`',
  },
);
