import * as v from 'valibot';
import { Observed } from '../../../src/csvw/column';
import { LosslessNumber } from '../../../src/row/value';
import { decimal } from '../../../src/step';

const read = (value: unknown) => v.safeParse(decimal(), value);

test.each([
  ['4.1', 4.1],
  ['0', 0],
  ['-12', -12],
  ['1e3', 1000],
  [7, 7],
  ['-0.0', 0],
  ['-0.00000000000000000000', 0],
])('%p is the number %p', (value, number) => {
  expect(read(value)).toMatchObject({ success: true, output: number });
  expect(Object.is(read(value).output, -0)).toBe(false);
});

test.each([
  '',
  ' ',
  ' 1',
  '0x10',
  'Infinity',
  '-Infinity',
  'NaN',
  '1,5',
  '1_000',
  '.5',
  '5.',
  '+1',
  '007',
  '--1',
])('the text %p is refused', (text) => {
  expect(read(text).issues?.[0].message).toBe('must be a decimal number');
});

test.each([[true], [null], [undefined], [{}], [[]], [1n], [Number.NaN], [Number.POSITIVE_INFINITY]])(
  'the value %p is refused',
  (value) => {
    expect(read(value)).toMatchObject({ success: false });
  },
);

test.each(['1e126', '1e-131', '1e400', '1e-400', 1e300, 1e-200])('%p is out of DynamoDB’s range', (value) => {
  expect(read(value).issues?.[0].message).toMatch(/has the exponent/);
});

test('a decimal comma is a number once the schema has changed the text', () => {
  const european = v.pipe(
    v.string(),
    v.transform((text) => text.replaceAll('.', '').replace(',', '.')),
    decimal(),
  );
  expect(v.parse(european, '1.234,50')).toEqual(v.parse(decimal(), '1234.50'));
  expect(v.parse(european, '0,3')).toEqual(v.parse(decimal(), '0.3'));
  expect(v.is(european, '1,2,3')).toBe(false);
});

test('a number of 39 digits is refused', () => {
  expect(read('1'.repeat(39)).issues?.[0].message).toMatch(/39 digits/);
  expect(read('1'.repeat(38))).toMatchObject({ success: true });
});

describe('a number that a double cannot hold', () => {
  const number = v.parse(decimal(), '9007199254740993.25');

  test('compares and calculates as the nearest double', () => {
    expect(number > 9e15 && number < 9.1e15).toBe(true);
    expect(number + 1).toBe(Number('9007199254740993.25') + 1);
    expect(Math.abs(number)).toBe(Number('9007199254740993.25'));
    expect(v.parse(decimal(), '-12345678901234567890') < 0).toBe(true);
    expect(v.parse(decimal(), '0.30000000000000000000000000001').toFixed(2)).toBe('0.30');
    expect(JSON.stringify({ number })).toBe(`{"number":${Number('9007199254740993.25')}}`);
  });

  test('keeps its digits in a column of numbers', () => {
    expect(String(number)).toBe('9007199254740993.25');
    const column = new Observed('n');
    column.see(number);
    expect(column.column(1).datatype).toBe('number');
  });

  test('is the same when it comes from a JSON file', () => {
    expect(read(new LosslessNumber('9007199254740993.25')).output).toStrictEqual(number);
  });

  test('can be checked further by the schema library', () => {
    const positive = v.pipe(decimal(), v.minValue(0));
    expect(v.is(positive, '12345678901234567890')).toBe(true);
    expect(v.is(positive, '-12345678901234567890')).toBe(false);
  });
});
