import { parseJson, type Row } from '../../../src/row/value';
import { Admission } from '../../../src/step/admission';

/** Returns the outcome of rows: their keys, or why they are rejected. */
function keys(id: readonly string[] | undefined, ...rows: string[]): string[] {
  const admission = new Admission('d', undefined, id);
  return rows.map((text, i) => {
    try {
      return admission.key(parseJson(text) as Row, i + 1);
    } catch (error) {
      return (error as Error).message;
    }
  });
}
const ids = (...values: string[]) => keys(['id'], ...values.map((value) => `{"id":${value}}`));
const mixed = (column: string, type: string, first: string) =>
  `the id column ${column} is a ${type} here, but a ${first} in an earlier row: 1 and "1" would be one id`;

describe('Within one file', () => {
  test('1 and "1" are not one id: the first decides', () => {
    expect(ids('1', '"1"', '2', '"-2.5"')).toEqual([
      'd#1',
      mixed('id', 'text', 'number'),
      'd#2',
      mixed('id', 'text', 'number'),
    ]);
    expect(ids('"1"', '1', '9007199254740993')).toEqual([
      'd#1',
      mixed('id', 'number', 'text'),
      mixed('id', 'number', 'text'),
    ]);
    expect(ids('true', '"false"')).toEqual(['d#true', mixed('id', 'text', 'boolean')]);
  });

  test('numbers, booleans and texts that are spelt like neither may all be ids', () => {
    const values = [
      '300',
      '"Avatar"',
      'true',
      '"1e3"',
      '"007"',
      '"1.50"',
      '"-"',
      '0.5',
      '"12 Monkeys"',
      '"True"',
    ];
    expect(ids(...values)).toEqual(values.map((value) => `d#${value.replaceAll('"', '')}`));
  });

  test('each id column is looked at by itself', () => {
    expect(keys(['a', 'b'], '{"a":1,"b":"2"}', '{"a":2,"b":"3"}', '{"a":3,"b":4}')).toEqual([
      'd#1#2',
      'd#2#3',
      mixed('b', 'number', 'text'),
    ]);
  });

  test('a row that is rejected decides nothing', () => {
    const [first, second] = keys(['id'], '{"id":1,"pk":1}', '{"id":"1"}');
    expect(first).toContain('reserved');
    expect(second).toBe('d#1');
  });

  test('row numbers as ids are never mixed', () => {
    expect(keys(undefined, '{"a":1}', '{"id":1}', '{"id":"1"}')).toEqual(['d#1', 'd#2', 'd#3']);
  });
});
