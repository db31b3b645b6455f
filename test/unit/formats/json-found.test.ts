import { json } from '../../../src/formats/json';
import { chunked } from '../../support/bytes';
import { outcomes } from '../../support/rows';

async function found(text: string, size = 1e9): Promise<unknown> {
  const error = await outcomes(json, chunked(text, size)).catch((cause) => cause);
  expect(error).toMatchObject({ name: 'PermanentFailure', code: 'JSON_NOT_ARRAY' });
  return error.context.found;
}

const SEVERAL = 'several objects: FORMAT=ndjson reads them';
const SPREAD =
  'several objects over several lines each: write each on one line (`jq -c .`), and use FORMAT=ndjson';
const wrapped = (...options: string[]) => `an object: ${options.join(' or ')} reads the array in it`;

describe('A JSON document that is not an array', () => {
  test.each([
    ['{"Records":[{"id":1},{"id":2}]}', wrapped('JSON_PATH=/Records')],
    ['{\n "type":"FeatureCollection",\n "features":[{"id":1}]\n}', wrapped('JSON_PATH=/features')],
    ['{"took":1,"hits":{"total":{"value":2},"hits":[{"_id":"1"}]}}', wrapped('JSON_PATH=/hits/hits')],
    ['{"a":[{"x":[{}]}],"b":[1],"c":[ {"y":1}]}', wrapped('JSON_PATH=/a', 'JSON_PATH=/c')],
    ['{"a":[],"b":[],"c":[],"d":[]}', wrapped('JSON_PATH=/a', 'JSON_PATH=/b', 'JSON_PATH=/c')],
    ['{"data":[]}', wrapped('JSON_PATH=/data')],
    ['{"jo@example.org":[{"a":1}],"b":{"c d":[{}]}}', 'one object'],
    ['{"a":"[{","ids":[1,2],"m":[[{}]]}', 'one object'],
    ['{"a":1}\n{"a":2}\n', SEVERAL],
    ['{"a":"}"}{"a":2}', SEVERAL],
    ['\u001e{"a":1}\n\u001e{"a":2}\n', SEVERAL],
    ['\u001e{"a":1}\n', SEVERAL],
    ['{\n "a":1\n}\n{\n "a":2\n}\n', SPREAD],
    ['{"Item":{"id":{"S":"1"}}}\n', 'a DynamoDB export: FORMAT=dynamodb reads it'],
    ['{"Items":[{"id":{"S":"1"}}],"Count":1}', wrapped('FORMAT=dynamodb JSON_PATH=/Items')],
    ['"a"', 'neither an array nor an object'],
    ['1', 'neither an array nor an object'],
    ['hello', 'neither an array nor an object'],
    ['<item>', 'neither an array nor an object'],
  ])('is named, with what to write: %j', async (text, what) => {
    for (const size of [1, 1e9]) expect(await found(text, size)).toBe(what);
  });

  test('is looked at in its first 64 KiB only', async () => {
    const rest = 'x'.repeat(1e6);
    expect(await found(`{"a":"${rest}","Records":[{}]}`, 65_536)).toBe('one object');
    expect(await found(`{"Records":[{}],"a":"${rest}`)).toBe(wrapped('JSON_PATH=/Records'));
    expect(await found(`{"a":"${'\\"'.repeat(1e5)}`)).toBe('one object');
  });
});
