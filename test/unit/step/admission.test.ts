import { parseJson, type Row } from '../../../src/row/value';
import { Admission } from '../../../src/step/admission';

/** Returns what becomes of rows: their keys, or why they are rejected. */
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
const mixed = (column: string, type: string, first: string) =>
  `the id column ${column} is a ${type} here, but a ${first} in the first row`;

describe('Ids of one file', () => {
  test('have the type of the first, so that 1 and "1" do not become one item', () => {
    expect(keys(undefined, '{"id":1}', '{"id":"1"}', '{"id":2}', '{"id":true}')).toEqual([
      'd#1',
      mixed('id', 'string', 'number'),
      'd#2',
      mixed('id', 'boolean', 'number'),
    ]);
    expect(keys(undefined, '{"id":"1"}', '{"id":1}')).toEqual(['d#1', mixed('id', 'number', 'string')]);
  });

  test('are numbers, whether or not a double holds them', () => {
    expect(keys(undefined, '{"id":1}', '{"id":9007199254740993}', '{"id":0.5}')).toEqual([
      'd#1',
      'd#9007199254740993',
      'd#0.5',
    ]);
  });

  test('have a type for each column', () => {
    expect(keys(['a', 'b'], '{"a":1,"b":"x"}', '{"a":2,"b":"y"}', '{"a":3,"b":4}')).toEqual([
      'd#1#x',
      'd#2#y',
      mixed('b', 'number', 'string'),
    ]);
  });

  test('take no type from a row that is rejected', () => {
    const [first, second] = keys(['id'], '{"id":1,"pk":1}', '{"id":"1"}');
    expect(first).toContain('reserved');
    expect(second).toBe('d#1');
  });

  test('that are row numbers have no type', () => {
    expect(keys(undefined, '{"a":1}', '{"id":1}', '{"id":"1"}')).toEqual(['d#1', 'd#2', 'd#3']);
  });
});
