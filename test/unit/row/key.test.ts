import fc from 'fast-check';
import { idColumnsOf, partitionKey } from '../../../src/row/key';
import { parseJson, type Row } from '../../../src/row/value';

const key = (row: string, id = ['id'], dataset = 'd') => partitionKey(dataset, id, parseJson(row) as Row, 7);
const code = (code: string) => expect.objectContaining({ code });

describe('The partition key', () => {
  test('is the dataset and the id', () => {
    expect(key('{"id":"tt1"}')).toBe('d#tt1');
    expect(key('{"id":5}')).toBe('d#5');
    expect(key('{"id":false}')).toBe('d#false');
    expect(key('{"id":9007199254740993}')).toBe('d#9007199254740993');
  });

  test.each([
    ['1e21', '1000000000000000000000'],
    ['1000000000000000000000', '1000000000000000000000'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.2345678901234567890e19', '12345678901234567890'],
    ['-1.50', '-1.5'],
    ['1e-7', '0.0000001'],
    ['-1234567890123456789.5', '-1234567890123456789.5'],
    ['0.012345678901234567890', '0.01234567890123456789'],
    ['0', '0'],
  ])('has one spelling for a number: %s', (number, text) => {
    expect(key(`{"id":${number}}`)).toBe(`d#${text}`);
  });

  test('has # and % of dataset and id percent-encoded, and nothing else', () => {
    expect(key('{"id":"100% #1"}', ['id'], 'a#b%')).toBe('a%23b%25#100%25 %231');
  });

  test('joins several id columns in the order in which the message names them', () => {
    expect(key('{"a":1,"b":"x"}', ['b', 'a'])).toBe('d#x#1');
  });

  test('is the row number if there is no id', () => {
    expect(key('{"id":1}', [])).toBe('d#7');
  });

  test('is different for different ids, whatever characters they contain', () => {
    const ids = fc.array(fc.stringMatching(/^[#%a25]{1,4}$/), { minLength: 1, maxLength: 3 });
    const keyOf = ([dataset = '', ...parts]: string[]) =>
      partitionKey(
        dataset,
        parts.map((_, i) => `c${i}`),
        Object.fromEntries(parts.map((p, i) => [`c${i}`, p])),
        7,
      );
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const [x, y] = [
          ['d', ...a],
          ['d', ...b],
        ];
        expect(keyOf(x) === keyOf(y)).toBe(JSON.stringify(x) === JSON.stringify(y));
      }),
      { numRuns: 1000 },
    );
  });

  test('does not confuse a # in a dataset with the separator', () => {
    expect(key('{"id":"b"}', ['id'], 'd#a')).not.toBe(key('{"id":"a#b"}'));
  });

  test.each(['{}', '{"id":null}'])('is missing in %s', (row) => {
    expect(() => key(row)).toThrow(code('KEY_MISSING'));
  });

  test('does not come from an inherited property', () => {
    expect(() => key('{}', ['toString'])).toThrow(code('KEY_MISSING'));
  });

  test('is not empty', () => {
    expect(() => key('{"id":""}')).toThrow(code('KEY_EMPTY'));
  });

  test.each(['[1]', '{"a":1}'])('is not %s', (id) => {
    expect(() => key(`{"id":${id}}`)).toThrow(code('KEY_NOT_SCALAR'));
  });

  test('has at most 2,048 bytes', () => {
    expect(key(`{"id":"${'x'.repeat(2046)}"}`)).toHaveLength(2048);
    expect(() => key(`{"id":"${'x'.repeat(2047)}"}`)).toThrow(code('KEY_TOO_LONG'));
    expect(() => key(`{"id":"${'é'.repeat(1024)}"}`)).toThrow(code('KEY_TOO_LONG'));
  });
});

describe('The id columns of a message that names none', () => {
  test('are the id of the first row, if it has one', () => {
    expect(idColumnsOf({ id: 1 })).toEqual(['id']);
    expect(idColumnsOf({ id: null })).toEqual(['id']);
    expect(idColumnsOf({ ID: 1 })).toEqual([]);
    expect(idColumnsOf({})).toEqual([]);
  });
});
