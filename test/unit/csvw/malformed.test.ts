import fc from 'fast-check';
import { readCsv } from '../../../src/csvw/reader';
import { PermanentFailure } from '../../../src/errors';
import { chunked } from '../../support/bytes';

/** Returns why a text is refused, if it is. */
async function refusal(text: string, delimiter: string, blankRows: boolean, size: number) {
  try {
    for await (const _ of readCsv(chunked(text, size), { delimiter, quote: '"', blankRows }));
    return undefined;
  } catch (error) {
    if (error instanceof PermanentFailure) return error;
    throw error;
  }
}

test('a text that is refused for a quote has one at the line and the column that are named', async () => {
  const codes = new Set<string>();
  const piece = fc.constantFrom(
    'a',
    'é',
    '😀',
    '"',
    '""',
    '\\"',
    ' "',
    ',',
    '·',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\\',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 14 }),
      fc.constantFrom(',', '·'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      async (pieces, delimiter, blankRows, size) => {
        const text = pieces.join('');
        const failure = await refusal(text, delimiter, blankRows, size);
        if (!failure) return;
        codes.add(failure.code);
        const { line, column } = failure.context;
        const [found = ''] = [text.split(/\r\n|\n|\r/)[Number(line) - 1]];
        expect(found[Number(column) - 1]).toBe('"');
      },
    ),
    { numRuns: 5000 },
  );
  expect([...codes].sort()).toEqual([
    ...['CSV_INVALID_CLOSING_QUOTE', 'CSV_QUOTE_NOT_CLOSED', 'INVALID_OPENING_QUOTE'],
    ...['QUOTE_AFTER_BACKSLASH', 'QUOTE_AFTER_SPACE'],
  ]);
});
