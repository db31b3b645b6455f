import { asTyped, columns } from '../../../../kit/terminal/options';

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

describe('An option to add is named as it is typed', () => {
  const { argv } = process;
  afterEach(() => {
    process.argv = argv;
  });

  test.each([
    ['make', 'TRIM_HEADER=1', "DELIMITER=';'", 'ID=id,…', `ID='"it'\\''s, so",b'`],
    ['send', '--trim-header', "--delimiter ';'", '--id id,…', `--id '"it'\\''s, so",b'`],
  ])('by one who called %s', (first, ...expected) => {
    process.argv = ['node', 'cli.ts', first];
    expect([
      asTyped('--trim-header'),
      asTyped('--delimiter', ';'),
      asTyped('--id', 'id,…'),
      asTyped('--id', `"it's, so",b`),
    ]).toEqual(expected);
  });
});
