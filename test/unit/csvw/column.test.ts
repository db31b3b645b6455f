import { type Column, decode, encode, Observed } from '../../../src/csvw/column';
import { parseJson, toJson, type Value } from '../../../src/row/value';

/** Each as JSON; '' is a field that the row does not have. */
function columnOf(values: string[]): Column {
  const observed = new Observed('c');
  for (const value of values) if (value !== '') observed.see(parseJson(value));
  return observed.column(values.length);
}

const json = (value: Value | undefined) => (value === undefined ? '' : toJson(value));

describe('A column', () => {
  test.each([
    [['"a"', '""', '"null"'], 'string', []],
    [['"a"', ''], 'string', ['']],
    [['"a"', 'null', ''], 'string', ['', 'null']],
    [['""', ''], 'json', ['']],
    [['"null"', 'null'], 'json', []],
    [['1', '-2.5', '9007199254740993', '1e21', '1e400', '1e-400'], 'number', []],
    [['1', 'null', ''], 'number', ['', 'null']],
    [['true', 'false', ''], 'boolean', ['']],
    [['1', '"1"'], 'json', []],
    [['true', '"true"', ''], 'json', ['']],
    [['{"a":[1,null]}', '[]', '{}'], 'json', []],
    [['[1]', 'null', ''], 'json', ['']],
    [['null', 'null'], 'string', ['null']],
    [['', ''], 'string', ['']],
    [['1', '"x"', 'null', '', '[1]', 'false', '0', '""', '"null"', '9007199254740993'], 'json', ['']],
  ])(
    'of %j is %s with %j for no value, and each value is read back unchanged',
    (values, datatype, missing) => {
      const column = columnOf(values);
      expect(column).toEqual({ titles: 'c', datatype, null: missing });
      const back = values.map((value) =>
        decode(column, encode(column, value === '' ? undefined : parseJson(value))),
      );
      expect(back.map(json)).toEqual(values.map((value) => value && toJson(parseJson(value))));
    },
  );

  test.each([
    ['number', ''],
    ['number', 'x'],
    ['number', '0x1'],
    ['number', ' 1'],
    ['number', 'Infinity'],
    ['boolean', 'TRUE'],
    ['boolean', '1'],
    ['json', '{'],
    ['json', ''],
  ] as const)('of datatype %s refuses the cell %j, which was edited', (datatype, cell) => {
    expect(() => decode({ titles: 'c', datatype, null: [] }, cell)).toThrow(SyntaxError);
  });
});
