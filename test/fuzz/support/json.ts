import fc from 'fast-check';

/**
 * A JSON value in two forms: as a file spells it, and as the table must return it. Both come from the generator, so
 * that no parser checks a parser.
 */
export interface Json {
  readonly text: string;
  /** The same for the same value, whatever its spelling: a Map for an object, `1234e3` for a number. */
  readonly is: unknown;
  /** Whether DynamoDB can store the value unchanged. */
  readonly fits: boolean;
  /** How many lists and objects are nested in each other. */
  readonly depth: number;
  /** Whether an object can be a row, where more names are reserved. */
  readonly row?: boolean;
}

const NESTING_LEVELS = 32;
const DIGITS = 38;

/** A number as its digits, from the first to the last that differs from zero, and the power of ten of the first. */
export function exactly(text: string): { is: string; fits: boolean } {
  const [, minus = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return { is: '0', fits: minus === '' };
  const first = Number(power) + whole.length - 1 - (all.length - all.replace(/^0+/, '').length);
  const fits = digits.length <= DIGITS && first >= -130 && first <= 125;
  return { is: `${minus}${digits}e${first}`, fits };
}

const digitsOf = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((all) => all.join(''));
const spelt = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(
      fc.constant('0'),
      fc.tuple(fc.integer({ min: 1, max: 9 }), digitsOf(0, 41)).map(([a, b]) => `${a}${b}`),
    ),
    fc.oneof(
      fc.constant(''),
      digitsOf(1, 41).map((d) => `.${d}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc
        .tuple(
          fc.constantFrom('e', 'E', 'e+', 'E-'),
          fc.constantFrom('', '0', '00'),
          fc.integer({ min: 0, max: 420 }),
        )
        .map((all) => all.join('')),
    ),
  )
  .map((all) => all.join(''));
const number: fc.Arbitrary<Json> = fc
  .oneof(
    spelt,
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? '-0' : String(n))),
    fc.bigInt(-(10n ** 39n), 10n ** 39n).map(String),
    fc.constantFrom('-0', '-0.0', '-0e400', '-0.000000000000000000', '0.0', '0e999', '1e400', '1e-400'),
    fc.constantFrom('9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993'),
    fc.constantFrom('9'.repeat(38), '9'.repeat(39), `1${'0'.repeat(39)}`, `0.${'0'.repeat(129)}1`),
    fc.constantFrom('1e125', '1e126', '1e-130', '1e-131', '9.99e125', '4.9e-324', '1.7976931348623157e308'),
  )
  .map((text) => ({ text, ...exactly(text), depth: 0 }));

/** Texts that a step of the workflow could mistake for something else. */
export const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'null', 'true', '0', '007', '1e5', '-0', '=1+1', '@SUM', '2020-01-01', '{}', '[]'),
  fc.constantFrom(
    'a,b',
    '"',
    '""',
    '\r',
    '\n',
    '\r\n',
    '\t',
    ' x ',
    '\u0000',
    '\\',
    '\u2028',
    '\ufeff',
    '\ufeffa',
  ),
  fc.constantFrom('\ud800', 'a\udc00', '🪣', 'e\u0301'),
  // Repeated because these two look like the cells without a value.
  fc.constantFrom('', 'null'),
);

/** Returns one of the spellings that JSON has for a text. */
const spellings: ((text: string) => string)[] = [
  (value) => JSON.stringify(value),
  (value) =>
    `"${[...Array(value.length).keys()].map((i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`,
];
const spelling = fc.constantFrom(...spellings);
const string: fc.Arbitrary<Json> = fc
  .tuple(text, spelling)
  .map(([value, spell]) => ({ text: spell(value), is: `"${value}`, fits: value.isWellFormed(), depth: 0 }));

const plain: fc.Arbitrary<Json> = fc
  .constantFrom('null', 'true', 'false')
  .map((word) => ({ text: word, is: word, fits: true, depth: 0 }));

/** Whitespace between tokens; a line may contain every kind except the newline. */
const gap = fc.constantFrom('', '', ' ', '\t', '\r');

export const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 1, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\ufeff',
      'a.b',
      'a[0]',
      '1',
      'toString',
      'length',
      'then',
      'toJSON',
      'isLosslessNumber',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', 'pk', '_job', '_row') },
);

/** The names that no row can have. */
export const isTaken = (field: string) =>
  ['__proto__', 'constructor', 'prototype', 'pk', '_job', '_row'].includes(field);

function list(all: readonly Json[], between: string): Json {
  return {
    text: `[${between}${all.map((one) => one.text).join(`${between},`)}${between}]`,
    is: all.map((one) => one.is),
    fits: all.every((one) => one.fits),
    depth: 1 + Math.max(0, ...all.map((one) => one.depth)),
  };
}

/** The last of several fields with the same name counts. */
export function object(
  fields: readonly (readonly [string, Json])[],
  between = '',
  spell = (value: string) => JSON.stringify(value),
): Json {
  const last = new Map(fields);
  const names = [...last.keys()];
  const values = [...last.values()];
  const fits =
    values.every((one) => one.fits) && names.every((field) => field !== '' && field.isWellFormed());
  return {
    text: `{${between}${fields.map(([field, one]) => `${spell(field)}${between}:${between}${one.text}`).join(`${between},`)}}`,
    is: new Map([...last].map(([field, one]) => [field, one.is])),
    fits: fits && !names.includes('__proto__'),
    depth: 1 + Math.max(0, ...values.map((one) => one.depth)),
    row:
      fits && names.length > 0 && !names.some(isTaken) && values.every((one) => one.depth <= NESTING_LEVELS),
  };
}

const { value: any } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 3, arbitrary: string },
    { weight: 3, arbitrary: number },
    { weight: 2, arbitrary: plain },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.array(tie('value'), { maxLength: 3 }), gap).map(([all, g]) => list(all, g)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }), gap, spelling)
        .map(([fields, g, spell]) => object(fields, g, spell)),
    },
  ),
}));
const nested = fc
  .tuple(any, fc.integer({ min: 28, max: 35 }), fc.boolean())
  .map(([inner, levels, lists]) =>
    [...Array(levels)].reduce<Json>((one) => (lists ? list([one], '') : object([['a', one]])), inner),
  );

export const value = fc.oneof({ weight: 15, arbitrary: any }, { weight: 1, arbitrary: nested });

/** An id: often a repeated one, sometimes one that cannot be an id. */
export const id: fc.Arbitrary<Json & { readonly key?: string }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        'x',
        'y',
        '7',
        'a#b',
        'a%23b',
        '\ufeff',
        'n'.repeat(2046),
        'n'.repeat(2047),
        '#'.repeat(683),
      )
      .map((key) => ({ text: JSON.stringify(key), is: `"${key}`, fits: true, depth: 0, key })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('7', '8', '-1', 'true').map((key) => ({
      ...{ text: key, is: key === 'true' ? key : exactly(key).is, fits: true, depth: 0, key },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ text: '""', is: '"', fits: true, depth: 0 }) },
  { weight: 1, arbitrary: fc.constant({ text: 'null', is: 'null', fits: true, depth: 0 }) },
  { weight: 1, arbitrary: fc.constant(list([], '')) },
);
