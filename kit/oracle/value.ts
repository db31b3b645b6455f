import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { KEY } from '../../src/row/attributes';
import type { Dice } from './dice';

/** A value in a JSON file, and in DynamoDB. Both forms are made together, never one from the other. */
export interface Value {
  readonly json: string;
  readonly stored: AttributeValue;
}

export type Fields = readonly (readonly [name: string, Value])[];

export const NULL: Value = { json: 'null', stored: { NULL: true } };

export function textValue(text: string, json = JSON.stringify(text)): Value {
  return { json, stored: { S: text } };
}

/** @param digits a number as JSON spells it */
export function numberValue(digits: string): Value {
  return { json: digits, stored: { N: digits } };
}

export function booleanValue(is: boolean): Value {
  return { json: String(is), stored: { BOOL: is } };
}

export function listValue(values: readonly Value[]): Value {
  return {
    json: `[${values.map(({ json }) => json).join(', ')}]`,
    stored: { L: values.map(({ stored }) => stored) },
  };
}

export function mapValue(fields: Fields): Value {
  return { json: objectJson(fields), stored: { M: storedFields(fields) } };
}

export function objectJson(fields: Fields): string {
  return `{${fields.map(([name, { json }]) => `${JSON.stringify(name)}: ${json}`).join(', ')}}`;
}

export function storedFields(fields: Fields): Record<string, AttributeValue> {
  return Object.fromEntries(fields.map(([name, { stored }]) => [name, stored]));
}

/** Texts that a step of the workflow could mistake for something else. */
export const TEXTS = [
  ...['', ' ', 'null', 'true', 'undefined', 'NaN', '007', '1e5', '-0', '[1]', '{"a":1}', '2024-02-30'],
  ...[
    '=1+1',
    '-5',
    '@SUM(A1)',
    '+49',
    'a,b',
    'a"b',
    '"',
    "'",
    'a\nb',
    'a\r\nb',
    '\r',
    '\t',
    '\0',
    '\\',
    '\\n',
  ],
  ...[
    '\uFEFF',
    '\uFEFFx',
    '\u2028',
    'é',
    'e\u0301',
    '😀',
    '日本',
    '#',
    '%',
    '%23',
    '__proto__',
    'constructor',
  ],
  'x'.repeat(500),
];

const NUMBERS = [
  ...[
    '0',
    '1',
    '-1',
    '10',
    '1.0',
    '123.450',
    '0.1',
    '0.30000000000000004',
    '1e5',
    '1E-7',
    '2e+3',
    '-1.5e-10',
  ],
  ...['9007199254740991', '9007199254740993', '-9007199254740993', '18446744073709551615'],
  ...['12345678901234567890123456789012345678', '1234567890.1234567890123456789012345678'],
  ...[
    '1e125',
    '9.9e125',
    '1e-130',
    '0e5',
    '100000000000000000000000',
    '0.00000000000000000000000000000000000001',
  ],
];

export const NAMES = [
  ...['a', 'b', 'c', 'name', 'Name', 'x.y', 'x,y', '"quoted"', 'with space', 'ü', '0', '10', 'toString'],
  ...['hasOwnProperty', 'valueOf', 'length', 'line\nbreak', '#', ':a', '=1+1', 'null', 'size', '_id', 'jobs'],
];

export function someText(dice: Dice): Value {
  const text = dice.chance(0.6) ? dice.one(TEXTS) : dice.text();
  return textValue(text, dice.chance(0.1) ? escaped(text) : undefined);
}

/** Returns any value, with lists and objects down to `levels`. */
export function someValue(dice: Dice, levels = 3): Value {
  const kinds = ['text', 'text', 'number', 'number', 'digits', 'double', 'boolean', 'null'] as const;
  const kind = dice.chance(levels > 0 ? 0.2 : 0) ? dice.one(['list', 'map'] as const) : dice.one(kinds);
  const several = <T>(make: () => T) => Array.from({ length: dice.int(0, 3) }, make);
  switch (kind) {
    case 'text':
      return someText(dice);
    case 'number':
      return numberValue(dice.one(NUMBERS));
    case 'digits':
      return numberValue(dice.digits());
    case 'double':
      return numberValue(dice.double());
    case 'boolean':
      return booleanValue(dice.chance(0.5));
    case 'null':
      return NULL;
    case 'list':
      return listValue(several(() => someValue(dice, levels - 1)));
    case 'map':
      return mapValue(
        someNames(dice, dice.int(0, 3), [...NAMES, 'constructor', KEY]).map((name) => [
          name,
          someValue(dice, levels - 1),
        ]),
      );
  }
}

/** Returns about `count` different names, never more. */
export function someNames(dice: Dice, count: number, names: readonly string[] = NAMES): string[] {
  return [...new Set(Array.from({ length: count }, () => dice.one(names)))];
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}
