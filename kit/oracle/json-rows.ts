import { JOB, KEY, NUMBER } from '../../src/row/attributes';
import type { Dice } from './dice';
import { keyOf, type SoakRow } from './expected';
import {
  type Fields,
  numberValue,
  objectJson,
  someNames,
  someValue,
  storedFields,
  textValue,
  type Value,
} from './value';

/** What makes a row's id: columns that the message names, the records' own `id`, or the row number. */
export type Identity = { readonly named: readonly string[] } | 'own' | 'number';

const DEEP = `${'['.repeat(33)}${']'.repeat(33)}`;
/** One fault each, as the JSON text of a field's value… */
const BAD_VALUES: readonly (readonly [code: string, json: string])[] = [
  ['NUMBER_TOO_LONG', '123456789012345678901234567890123456789'],
  ['NUMBER_OUT_OF_RANGE', '1e400'],
  ['NUMBER_OUT_OF_RANGE', '-1e126'],
  ['NUMBER_OUT_OF_RANGE', '1e-131'],
  ['NUMBER_NEGATIVE_ZERO', '-0'],
  ['NUMBER_NEGATIVE_ZERO', '-0.0'],
  ['NESTED_TOO_DEEP', DEEP],
  ['TEXT_NOT_UNICODE', '"\\ud800"'],
  ['FIELD_RESERVED', '{"__proto__": 1}'],
];
/** …as the name of one… */
const BAD_NAMES: readonly (readonly [code: string, name: string])[] = [
  ...[KEY, JOB, NUMBER, '__proto__', 'constructor', 'prototype'].map(
    (name) => ['FIELD_RESERVED', name] as const,
  ),
  ['FIELD_UNNAMED', ''],
  ['FIELD_NAME_TOO_LONG', 'n'.repeat(65_536)],
];
/** …as an id… */
const BAD_IDS: readonly (readonly [code: string, json: string | undefined])[] = [
  ['KEY_MISSING', undefined],
  ['KEY_MISSING', 'null'],
  ['KEY_EMPTY', '""'],
  ['KEY_NOT_SCALAR', '[1]'],
  ['KEY_NOT_SCALAR', '{}'],
  ['KEY_TOO_LONG', JSON.stringify('k'.repeat(2048))],
];
/** …an id after one that is a number… */
const MIXED = ['KEY_TYPE_MIXED', '"7"'] as const;
/** …or as something that is not a row. */
const NO_ROWS: readonly (readonly [code: string, json: string])[] = [
  ['ROW_NOT_OBJECT', '5'],
  ['ROW_NOT_OBJECT', '"text"'],
  ['ROW_NOT_OBJECT', 'null'],
  ['ROW_NOT_OBJECT', '[{"a": 1}]'],
];
const NO_JSON = [
  '{"a": 1',
  'not JSON',
  '{"a": 1}}',
  '{a: 1}',
  "{'a': 1}",
  '{"a": 01}',
  '{"a": NaN}',
  '\u00a0{}',
];

export interface JsonRowsOptions {
  readonly dataset: string;
  readonly identity: Identity;
  readonly count: number;
  /** Whether lines may be invalid JSON, which only NDJSON tolerates. */
  readonly lines: boolean;
  /** The share of bad rows. */
  readonly bad: number;
}

/** Returns rows of JSON objects: good ones, repeated ids, and bad ones of every kind. */
export function jsonRows(dice: Dice, options: JsonRowsOptions): SoakRow[] {
  const { count, identity, bad } = options;
  const columns = someNames(dice, dice.int(1, 6));
  const numeric = dice.chance(0.5);
  const numbered = new Set<string>();
  const pool = dice.one([count, count * 10, Math.ceil(count / 2)]);
  return Array.from({ length: count }, (_, i) => {
    const row = i + 1;
    const ids = someIds(dice, identity, pool, numeric);
    // The first record decides whether rows have their own id.
    const decides = row === 1 && identity === 'own';
    if (!decides && dice.chance(bad)) return badRow(dice, row, ids, options, numbered);
    for (const [name, { stored }] of ids) if (stored.N !== undefined) numbered.add(name);
    const fields = someFields(dice, columns, row === count);
    return goodRow(row, [...ids, ...fields], ids, options);
  });
}

function goodRow(row: number, all: Fields, ids: Fields, { dataset, identity }: JsonRowsOptions): SoakRow {
  const fields = all.length > 0 ? all : ([['only', numberValue(String(row))]] as const);
  const id = identity === 'number' ? [String(row)] : ids.map(([, value]) => idText(value));
  return { row, text: objectJson(fields), key: keyOf(dataset, id), fields: storedFields(fields) };
}

/** Returns some columns of a row; the last row may add a column that no other has. */
function someFields(dice: Dice, columns: readonly string[], last: boolean): Fields {
  const names = columns.filter(() => dice.chance(0.8));
  const late = last && dice.chance(0.3) ? ['late'] : [];
  return [...names, ...late].map((name) => [name, someValue(dice)]);
}

/** @param numeric whether ids may be numbers; no text is then spelt like a number */
function someIds(dice: Dice, identity: Identity, pool: number, numeric: boolean): Fields {
  if (identity === 'number') return [];
  const columns = identity === 'own' ? ['id'] : identity.named;
  return columns.map((column) => {
    const n = dice.int(0, pool);
    const spelt = [textValue(`k${n}`), textValue(`#${n}%`), textValue(`a#${n}`)];
    const numbers = [numberValue(String(n)), numberValue(`1234567890123456789${n}`)];
    return [column, dice.one([...spelt, ...(numeric ? numbers : [textValue(String(n))])])];
  });
}

function idText({ stored }: Value): string {
  return stored.S ?? stored.N ?? '';
}

/** @param numbered the id columns that are a number in an earlier row */
function badRow(
  dice: Dice,
  row: number,
  ids: Fields,
  { identity, lines }: JsonRowsOptions,
  numbered: ReadonlySet<string>,
): SoakRow {
  const with_ = (name: string, json: string) =>
    objectJson([...ids, [name, { json, stored: { NULL: true } }]]);
  const kinds = [
    'value',
    'name',
    'none',
    ...(lines ? ['text', 'text'] : []),
    ...(ids.length ? ['id', 'id'] : []),
  ];
  switch (dice.one(kinds)) {
    case 'value': {
      const [code, json] = dice.one(BAD_VALUES);
      return { row, code, text: with_(dice.one(['a', 'b', 'value']), json) };
    }
    case 'name': {
      const [code, name] = dice.one(dice.chance(0.1) ? BAD_NAMES : BAD_NAMES.slice(0, -1));
      return { row, code, text: with_(name, '1') };
    }
    case 'id': {
      const at = dice.int(0, ids.length - 1);
      const isNumbered = numbered.has(ids[at]?.[0] as string);
      const [code, json] = dice.one(isNumbered ? [...BAD_IDS, MIXED] : BAD_IDS);
      const fields = ids.flatMap(([name, value], i) => {
        if (i !== at) return [[name, value] as const];
        return json === undefined ? [] : [[name, { json, stored: { NULL: true } } as Value] as const];
      });
      return { row, code, text: objectJson([...fields, ['a', numberValue('1')]]) };
    }
    case 'text':
      return { row, code: 'LINE_NOT_JSON', text: dice.one(NO_JSON) };
    default: {
      // An empty object is a record: as the first one, it would decide that rows have no id.
      const empty = identity === 'own' ? [] : ([['ROW_EMPTY', '{}']] as const);
      const large = dice.chance(0.02)
        ? [['ITEM_TOO_LARGE', with_('a', JSON.stringify('x'.repeat(410_000)))] as const]
        : [];
      const [code, text] = dice.one([...NO_ROWS, ...empty, ...large]);
      return { row, code, text };
    }
  }
}

/** Returns id columns for a message, none of them named like another column. */
export function someIdentity(dice: Dice): Identity {
  return dice.one<Identity>([{ named: ['k'] }, { named: ['k', 'm #%'] }, { named: ['id'] }, 'own', 'number']);
}
