import { columns } from '../../../../kit/terminal/options';

test.each([
  ['station, day', ['station', 'day']],
  ['"Last, First",born', ['Last, First', 'born']],
  ['"a ""b"""', ['a "b"']],
  ['5" disk,b', ['5" disk', 'b']],
  ['" id"', [' id']],
  ['a,', ['a']],
  [',', []],
])('the columns %s are %j', (text, expected) => {
  expect(columns(text)).toEqual(expected);
});

test('columns whose quotes do not pair up are refused', () => {
  expect(() => columns('"a,b')).toThrow('quotes');
});
