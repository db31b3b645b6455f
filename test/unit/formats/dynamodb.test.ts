import { dynamodb } from '../../../src/formats/dynamodb';
import { json } from '../../../src/formats/json';
import { ndjson } from '../../../src/formats/ndjson';
import { parseJson } from '../../../src/row/value';
import { chunked } from '../../support/bytes';
import { allRows, outcomes } from '../../support/rows';

const ITEM = `{"id":{"S":"1"},"n":{"N":"12345678901234567890.5"},"yes":{"BOOL":true},"none":{"NULL":true},
  "map":{"M":{"S":{"S":"x"},"__proto__":{"N":"1"}}},"list":{"L":[{"N":"-1.5E3"},{"L":[]}]},
  "texts":{"SS":["a","b"]},"numbers":{"NS":["1","9007199254740993"]}}`.replace(/\n */g, '');
const ROW = parseJson(`{"id":"1","n":12345678901234567890.5,"yes":true,"none":null,
  "map":{"S":"x","__proto__":1},"list":[-1500,[]],"texts":["a","b"],"numbers":[1,9007199254740993]}`);

describe('DynamoDB JSON', () => {
  test('of an export has one item per line, whose types become those of JSON', async () => {
    const text = `{"Item":${ITEM}}\n{"Item":{"Item":{"S":"2"}}}\n`;
    expect(await allRows(dynamodb, text)).toEqual([
      expect.objectContaining({ number: 1, raw: `{"Item":${ITEM}}`, row: ROW }),
      expect.objectContaining({ number: 2, row: { Item: '2' } }),
    ]);
  });

  test('as `aws dynamodb scan` prints it is an array at a path', async () => {
    const text = `{"Items":[${ITEM}, {"id":{"S":"2"}}],"Count":2,"ScannedCount":2,"ConsumedCapacity":null}`;
    expect(await outcomes(dynamodb, text, { path: '/Items' })).toEqual([ROW, { id: '2' }]);
  });

  test('may be an array of items, or one plain item per line', async () => {
    expect(await outcomes(dynamodb, ` [${ITEM}]`)).toEqual([ROW]);
    const withMark = `\ufeff[${ITEM}]`;
    for (const size of [1, 2, 3]) expect(await outcomes(dynamodb, chunked(withMark, size))).toEqual([ROW]);
    expect(await outcomes(dynamodb, `${ITEM}\n{"Item":{"M":{"x":{"S":"1"}}}}`)).toEqual([
      ROW,
      { Item: { x: '1' } },
    ]);
  });

  test.each([
    ['{"Item":{"id":{"S":"1"},"b":{"B":"eA=="}}}', 'ITEM_BINARY'],
    ['{"Item":{"id":{"S":"1"},"b":{"L":[{"BS":["eA=="]}]}}}', 'ITEM_BINARY'],
    ['{"id":"1"}', 'ITEM_INVALID'],
    ['{"Item":{"id":"1"}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"S":"1","N":"1"}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"S":1}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"N":1}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"N":"0x10"}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"N":""}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"BOOL":"true"}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"NULL":false}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"M":{"x":1}}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"M":[]}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"SS":"a"}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"NS":["a"]}}}', 'ITEM_INVALID'],
    ['{"Item":{"id":{"constructor":"a"}}}', 'ITEM_INVALID'],
    ['{"Item":[]}', 'ITEM_INVALID'],
    ['{"Item":', 'LINE_NOT_JSON'],
    [`{"Item":{"id":${'{"L":['.repeat(5000)}${']}'.repeat(5000)}}}`, 'NESTED_TOO_DEEP'],
  ])('rejects a line that has no place in a table, and reads the others: %.80s', async (line, code) => {
    const good = '{"Item":{"id":{"S":"2"}}}';
    expect(await outcomes(dynamodb, `${line}\n${good}`)).toEqual([code, { id: '2' }]);
  });

  test.each([
    [ndjson, '{"Item":{"id":{"S":"1"},"b":{"B":"eA=="}}}\n'],
    [ndjson, '{"id":{"S":"1"}}\n'],
    [json, '[{"id":{"S":"1"},"n":{"N":"1"}}]'],
    [ndjson, 'cut"}}}\n{"Item":{"id":{"S":"1"}}}\n'],
  ])('is not read as other JSON, with nested maps: %#', async (format, text) => {
    await expect(outcomes(format, text)).rejects.toMatchObject({ code: 'DYNAMODB_JSON' });
  });

  test('of an incremental export has changes instead of items, and is refused', async () => {
    const change =
      '{"Metadata":{"WriteTimestampMicros":{"N":"1"}},"Keys":{"id":{"S":"1"}},"NewImage":{"id":{"S":"1"}}}\n';
    for (const format of [dynamodb, ndjson]) {
      await expect(outcomes(format, change)).rejects.toMatchObject({ code: 'DYNAMODB_CHANGES' });
    }
  });

  test.each(['{"Item":{"id":"1"}}', '{"id":{"S":"1"},"n":1}', '{"a":{"S":"1","N":"1"}}', '{}', '{"a":{}}'])(
    'is not what %s is',
    async (line) => {
      expect(await outcomes(ndjson, line)).toEqual([JSON.parse(line)]);
    },
  );
});
