import { RowRejected } from '../../../src/errors';
import { admit } from '../../../src/row/rules';
import { parseJson, type Row } from '../../../src/row/value';

/** Returns `admitted`, or the code of the rejection. */
function outcome(row: string | Row): string {
  try {
    admit('d', [], typeof row === 'string' ? (parseJson(row) as Row) : row, 1);
    return 'admitted';
  } catch (error) {
    if (error instanceof RowRejected) return error.code;
    throw error;
  }
}

const nested = (levels: number, inner = '') => `{"a":${'['.repeat(levels)}${inner}${']'.repeat(levels)}}`;
const nestedMaps = (levels: number) => `${'{"a":'.repeat(levels + 1)}1${'}'.repeat(levels + 1)}`;

describe('The names of fields', () => {
  test.each(['pk', '_job', '_row', '__proto__', 'constructor', 'prototype'])('%s is reserved', (name) => {
    expect(outcome(`{"${name}":1}`)).toBe('FIELD_RESERVED');
  });

  test('only __proto__ is reserved within a nested value', () => {
    expect(outcome('{"a":[{"__proto__":1}]}')).toBe('FIELD_RESERVED');
    expect(outcome('{"a":{"pk":1,"_job":1,"_row":1,"constructor":1,"prototype":1}}')).toBe('admitted');
  });

  test.each(['toString', 'hasOwnProperty', 'valueOf', 'PK', ' pk'])('%s is a name like any other', (name) => {
    expect(outcome(`{"${name}":1}`)).toBe('admitted');
  });

  test('an empty name is refused at every level', () => {
    expect(outcome('{"":1}')).toBe('FIELD_UNNAMED');
    expect(outcome('{"a":{"":1}}')).toBe('FIELD_UNNAMED');
  });

  test('a name may have 65,535 bytes', () => {
    expect(outcome({ ['x'.repeat(65_535)]: 1 })).toBe('admitted');
    expect(outcome({ ['é'.repeat(32_768)]: 1 })).toBe('FIELD_NAME_TOO_LONG');
  });
});

describe('Numbers', () => {
  test.each(['-0', '-0.0', '-0e5', '-0.00000000000000000000'])(
    '%s is refused because DynamoDB has no -0',
    (text) => {
      expect(outcome(`{"a":${text}}`)).toBe('NUMBER_NEGATIVE_ZERO');
      expect(outcome(`{"a":[{"b":${text}}]}`)).toBe('NUMBER_NEGATIVE_ZERO');
    },
  );

  test('38 digits fit and 39 do not; zeros around them do not count', () => {
    expect(outcome(`{"a":${'1'.repeat(38)}}`)).toBe('admitted');
    expect(outcome(`{"a":${'1'.repeat(39)}}`)).toBe('NUMBER_TOO_LONG');
    expect(outcome(`{"a":${'1'.repeat(38)}000}`)).toBe('admitted');
    expect(outcome(`{"a":0.000${'1'.repeat(38)}}`)).toBe('admitted');
  });

  test.each([
    ...['1e125', '9.9e125', '1e-130', '-1e125', '0e999', '0e-999', '0', `0.${'0'.repeat(40)}`],
    ...['1.2345678901234567890e125', '1.2345678901234567890e-130'],
  ])('%s is within the range', (text) => {
    expect(outcome(`{"a":${text}}`)).toBe('admitted');
  });

  test.each([
    ...['1e126', '1e400', '-1e126', '9.9e-131', '1e-200', '-5e-324', '1e-400'],
    ...['1.2345678901234567890e126', '1.2345678901234567890e-131'],
  ])('%s is out of the range', (text) => expect(outcome(`{"a":${text}}`)).toBe('NUMBER_OUT_OF_RANGE'));
});

describe('Texts', () => {
  test.each(['"\\ud800"', '"a\\udc00b"', '{"\\ud800":1}', '["\\ud800"]'])(
    'half of a surrogate pair, as in %s, is refused',
    (value) => expect(outcome(`{"a":${value}}`)).toBe('TEXT_NOT_UNICODE'),
  );

  test('a whole pair, NUL and the empty text are texts', () => {
    expect(outcome('{"a":"\\ud83d\\ude00","b":"\\u0000","c":""}')).toBe('admitted');
  });
});

describe('Size and depth', () => {
  test('32 levels of nesting fit', () => {
    expect(outcome(nested(32))).toBe('admitted');
    expect(outcome(nested(33))).toBe('NESTED_TOO_DEEP');
    expect(outcome(nestedMaps(32))).toBe('admitted');
    expect(outcome(nestedMaps(33))).toBe('NESTED_TOO_DEEP');
  });

  test.each(['"x"', '1', '9007199254740993', 'true', 'null'])(
    '%s itself is not a level of nesting',
    (value) => {
      expect(outcome(nested(32, value))).toBe('admitted');
    },
  );

  // 2 + 1 + 20 + 25 + … for pk, _job and _row with their values, 1 for the name, 3 for a list or map and 1 for each element.
  test.each<[string, number, (text: string) => Row]>([
    ['a text', 51, (a) => ({ a })],
    ['a text within a list', 55, (text) => ({ a: [text] })],
    ['a text within a map', 56, (b) => ({ a: { b } })],
    ['a text beside a boolean and null', 55, (a) => ({ a, b: true, c: null })],
  ])('%s may fill an item to its last byte', (_, others, row) => {
    expect(outcome(row('x'.repeat(409_600 - others)))).toBe('admitted');
    expect(outcome(row('x'.repeat(409_600 - others + 1)))).toBe('ITEM_TOO_LARGE');
  });

  test('an item of about 400 KB fits, and a larger one is refused before sending', () => {
    expect(outcome({ a: 'x'.repeat(409_500) })).toBe('admitted');
    expect(outcome({ a: 'x'.repeat(409_600) })).toBe('ITEM_TOO_LARGE');
    expect(outcome({ a: 'é'.repeat(205_000) })).toBe('ITEM_TOO_LARGE');
  });

  test('100,000 small numbers fit at about three bytes each', () => {
    expect(outcome({ a: Array.from({ length: 100_000 }, () => 7) })).toBe('admitted');
    expect(outcome({ a: Array.from({ length: 140_000 }, () => 7) })).toBe('ITEM_TOO_LARGE');
  });

  test('a row without fields is refused because a CSV needs columns', () => {
    expect(outcome('{}')).toBe('ROW_EMPTY');
  });
});
