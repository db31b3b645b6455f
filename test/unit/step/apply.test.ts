import * as v from 'valibot';
import { PermanentFailure, RowRejected } from '../../../src/errors';
import { LosslessNumber, type Row } from '../../../src/row/value';
import { decimal, reject, skip } from '../../../src/step';
import { apply } from '../../../src/step/apply';
import type { Dataset } from '../../../src/step/pipeline';
import { thrownBy } from '../../../src/step/thrown';

const SECRET = 'secret-content';

/** Returns the outcome of a transform's result for row 7. */
const made = (transform: (row: Row) => unknown, row: Row = { id: 1 }) =>
  apply({ transform } as Dataset, row, 7);

function failureOf(work: () => unknown): PermanentFailure {
  try {
    work();
  } catch (error) {
    if (error instanceof PermanentFailure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const unhandled = jest.fn();
beforeAll(() => void process.on('unhandledRejection', unhandled));
afterAll(() => void process.off('unhandledRejection', unhandled));

/** Lets the event loop turn once: an unhandled rejection ends the process only then. */
async function expectNoneUnhandled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(unhandled).not.toHaveBeenCalled();
}

describe('a transform', () => {
  test('receives the row and its number, and its result becomes the row', () => {
    const transform = (row: Row, { number }: { number: number }) => ({ ...row, number });
    expect(apply({ transform }, { id: 1 }, 7)?.row).toEqual({ id: 1, number: 7 });
  });

  test('may skip a row, or reject it with its own code', () => {
    expect(made(() => skip)).toBeUndefined();
    expect(() => made(() => reject('TOO_OLD', 'it is too old'))).toThrow(
      expect.objectContaining({ code: 'TOO_OLD', message: 'it is too old' }),
    );
    expect(() => made(() => reject('X', 'y'))).toThrow(RowRejected);
  });

  test('may throw its rejection', () => {
    expect(() =>
      made(() => {
        throw reject('TOO_OLD', 'it is too old');
      }),
    ).toThrow(RowRejected);
  });

  test('may keep and change its result, because the row is a copy', () => {
    const tags = ['a'];
    const row = made(() => ({ tags }))?.row;
    tags.push('b');
    expect(row).toEqual({ tags: ['a'] });
  });

  test('may return the same object, or list, in several fields', () => {
    const shared = { list: [1] };
    const many = Array.from({ length: 100 }, () => [shared, shared.list]);
    expect(made(() => ({ shared, many }))?.row).toEqual({ shared, many });
  });

  test('keeps the digits of a number that a double cannot hold', () => {
    const n = new LosslessNumber('12345678901234567890');
    expect(made(() => ({ n, list: [n] }))?.row).toStrictEqual({ n, list: [n] });
  });

  test('turns a negative zero, which DynamoDB does not have, into zero', () => {
    expect(made(() => ({ n: Math.round(-0.2) }))?.row).toStrictEqual({ n: 0 });
  });

  test('makes a row with its new length, which counts towards the size of the part', () => {
    expect(made(() => ({ text: 'x'.repeat(10_000) }))?.chars).toBeGreaterThan(10_000);
    expect(made(() => ({ list: ['x'.repeat(500), 'y'] }))?.chars).toBeGreaterThan(500);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = [cyclic];
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'the result is undefined, but must be a row: is a `return` missing?'],
    ['null', null, 'the result is null, but must be a row'],
    ['a text', SECRET, 'the result is a string, but must be a row'],
    ['a number', 42, 'the result is a number, but must be a row'],
    ['a list', [{ id: 1 }], 'the result is an instance of Array, but must be a row'],
    ['a Map', new Map(), 'the result is an instance of Map, but must be a row'],
    ['undefined in a field', { a: undefined }, 'field a of the result is undefined'],
    ['NaN', { a: Number.NaN }, 'field a of the result is NaN'],
    ['Infinity', { a: Number.NEGATIVE_INFINITY }, 'field a of the result is -Infinity'],
    ['a Date', { day: new Date(0) }, 'field day of the result is an instance of Date'],
    ['a function', { a: { b: () => SECRET } }, 'field a.b of the result is a function'],
    ['a bigint', { a: [1, 2n] }, 'field a.1 of the result is a bigint'],
    ['a symbol', { a: Symbol(SECRET) }, 'field a of the result is a symbol'],
    ['undefined in a list', { a: [1, undefined] }, 'field a.1 of the result is undefined'],
    ['a hole in a list', { a: new Array(1) }, 'field a.0 of the result is undefined'],
    ['a value that contains itself', cyclic, 'field self.0 of the result contains itself'],
  ])('that returns %s fails permanently, and names row and field', (_, result, message) => {
    const failure = failureOf(() => made(() => result));
    expect(failure).toMatchObject({
      code: 'OUTPUT_NOT_JSON',
      message: `row 7: ${message.includes('must be') ? message : `${message}, but must be JSON`}`,
    });
    expect(JSON.stringify(failure) + failure.message).not.toContain(SECRET);
  });

  test('whose result throws when it is read fails permanently, without the message of that error', () => {
    const getter = {
      get a() {
        throw new RangeError(SECRET);
      },
    };
    const failure = failureOf(() => made(() => getter));
    expect(failure.message).toMatch(/^row 7: the transform threw an instance of RangeError at test\/unit/);
    expect(failure.message).not.toContain(SECRET);
  });

  test('that is asynchronous fails permanently, and its later error does not end the process', async () => {
    const fails = async () => {
      throw new Error(SECRET);
    };
    expect(failureOf(() => made(fails))).toMatchObject({
      code: 'OUTPUT_NOT_JSON',
      message: 'row 7: the result is an instance of Promise, but must be a row',
    });
    expect(failureOf(() => made(() => ({ later: fails() }))).message).toContain('field later of the result');
    await expectNoneUnhandled();
  });

  test('may nest a value as deeply as DynamoDB allows', () => {
    const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
    expect(made(() => nested(32))?.row).toEqual(nested(32));
    expect(() => made(() => nested(33))).toThrow(expect.objectContaining({ code: 'NESTED_TOO_DEEP' }));
  });
});

describe('a transform that throws', () => {
  const crash = (row: Row) => {
    throw new TypeError(`cannot read ${row.id}\n    at ${SECRET} (/${SECRET}.ts:1:1)`);
  };
  const failure = failureOf(() => made(crash, { id: SECRET }));

  test('fails permanently, and names the row, the error and the place in the user’s code', () => {
    expect(failure.code).toBe('TRANSFORM_FAILED');
    expect(failure.message).toMatch(
      /^row 7: the transform threw an instance of TypeError at test\/unit\/step\/apply\.test\.ts:\d+$/,
    );
    expect(failure.context).toMatchObject({ row: 7 });
  });

  test('does not log its message, which may contain data', () => {
    expect(`${failure.stack}${JSON.stringify({ ...failure })}${failure.cause}`).not.toContain(SECRET);
    expect(thrownBy(failure)).toBeInstanceOf(TypeError);
  });

  test.each([
    [SECRET],
    [undefined],
    [{ id: SECRET, constructor: { name: 'content' } }],
    [Object.assign(new Error('x'), { stack: SECRET })],
  ])('fails permanently even when it throws %p', (thrown) => {
    const found = failureOf(() =>
      made(() => {
        throw thrown;
      }),
    );
    expect(found).toMatchObject({ code: 'TRANSFORM_FAILED' });
    expect(found.message + found.stack).not.toMatch(/content/);
  });

  test.each(['', 'lower', 'A B', 'A_', '_A', 'é', 5])('fails clearly for reject(%j, …)', (code) => {
    const found = failureOf(() => made(() => reject(code as string, 'm')));
    expect(found).toMatchObject({ code: 'REJECT_INVALID' });
    expect(found.message).toMatch(
      /^row 7: reject\(\) needs a code .* at test\/unit\/step\/apply\.test\.ts:\d+$/,
    );
  });

  test('fails clearly for reject() without a message', () => {
    expect(failureOf(() => made(() => reject('A', undefined as unknown as string))).code).toBe(
      'REJECT_INVALID',
    );
  });
});

describe('a schema', () => {
  const schema = v.looseObject({ n: decimal(), inner: v.optional(v.object({ list: v.array(v.string()) })) });

  test('makes the row that the transform receives', () => {
    const transform = (row: { n: number }) => ({ ...row, half: row.n / 2 });
    expect(apply({ schema, transform } as Dataset, { n: '3', kept: 'x' }, 1)?.row).toEqual({
      ...{ n: 3, kept: 'x', half: 1.5 },
    });
  });

  test.each([
    [{ n: 'x' }, /^the row does not match its schema: n: must be a decimal number, but is "x"$/],
    [{ n: `\n${'x'.repeat(99)}` }, /, but is "\\nx{37}…$/],
    [{ n: null }, /, but is null$/],
    [{ n: '1', inner: { list: [1] } }, /: inner\.list\.0: Invalid type: [^,]* received 1$/],
    [{}, /: n: .* received undefined$/],
  ])('rejects %j with the path of the field, and its value once', (row, message) => {
    expect(() => apply({ schema }, row as unknown as Row, 1)).toThrow(
      expect.objectContaining({ code: 'SCHEMA_MISMATCH', message: expect.stringMatching(message) }),
    );
  });

  test('with many issues, or very long ones, makes a short message', () => {
    const fails = (issues: { message: string; path?: { key: string }[] }[]) => ({
      '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) },
    });
    const long = fails([{ message: 'x'.repeat(9999) }]);
    expect(() => apply({ schema: long }, {}, 1)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/: x{300}…$/) }),
    );
    const many = fails(Array.from({ length: 5 }, (_, i) => ({ message: `m${i}`, path: [{ key: `f${i}` }] })));
    expect(() => apply({ schema: many }, {}, 1)).toThrow(
      'the row does not match its schema: f0: m0, but is missing; f1: m1, but is missing; f2: m2, but is missing; and 2 more',
    );
  });

  test('that is asynchronous is refused, and its later error does not end the process', async () => {
    const later = v.pipeAsync(
      v.looseObject({}),
      v.checkAsync(async () => {
        throw new Error(SECRET);
      }),
    );
    expect(failureOf(() => apply({ schema: later } as Dataset, {}, 1))).toMatchObject({
      code: 'SCHEMA_ASYNC',
    });
    await expectNoneUnhandled();
  });

  test('that throws fails permanently, without its message', () => {
    const throwing = v.pipe(
      v.looseObject({}),
      v.transform(() => {
        throw new RangeError(SECRET);
      }),
    );
    const failure = failureOf(() => apply({ schema: throwing }, {}, 3));
    expect(failure.code).toBe('SCHEMA_FAILED');
    expect(failure.message).toMatch(/^row 3: the schema threw an instance of RangeError/);
    expect(failure.message).not.toContain(SECRET);
  });

  test('that returns nothing fails permanently', () => {
    const silent = { '~standard': { validate: () => undefined } };
    expect(failureOf(() => apply({ schema: silent } as unknown as Dataset, {}, 3))).toMatchObject({
      ...{ code: 'SCHEMA_FAILED', message: 'row 3: the schema threw an instance of TypeError' },
    });
  });

  test('that makes values outside JSON fails permanently', () => {
    const dates = v.object({
      day: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
    });
    expect(failureOf(() => apply({ schema: dates }, { day: '2026-01-01' }, 1))).toMatchObject({
      ...{
        code: 'OUTPUT_NOT_JSON',
        message: 'row 1: field day of the result is an instance of Date, but must be JSON',
      },
    });
  });
});
