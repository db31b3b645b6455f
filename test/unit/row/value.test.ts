import fc from 'fast-check';
import { LosslessNumber, parseJson, toJson, type Value } from '../../../src/row/value';

const digits = (value: unknown) => (value instanceof LosslessNumber ? value.value : value);

describe('JSON without losing a digit', () => {
  test('a number of 38 digits keeps every digit', () => {
    const text = '12345678901234567890123456789012345678';
    expect(digits(parseJson(text))).toBe(text);
    expect(toJson(parseJson(`[${text}]`))).toBe(`[${text}]`);
  });

  test.each(['9007199254740993', '0.12345678901234567890', '1e400', '-1e-400', '9007199254740993.0'])(
    '%s, which a double cannot hold, keeps its digits',
    (text) => expect(digits(parseJson(text))).toBe(text),
  );

  test.each(['0', '-1', '1.5', '9007199254740991', '1e21', '1e-100', '0.1', '5e-324'])(
    '%s, which a double holds, is a double',
    (text) => expect(parseJson(text)).toBe(Number(text)),
  );

  test('any JSON is read as by JSON.parse, even with a number that a double cannot hold', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const careful = parseJson(`[${text}, 9007199254740993]`) as unknown[];
        for (const value of [careful[0], parseJson(text)]) {
          expect(JSON.parse(toJson(value as Value))).toStrictEqual(JSON.parse(text));
        }
      }),
    );
  });

  test('any text that JSON.parse refuses is refused, even with a number that a double cannot hold', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[{}[\]",:\\ 01e.truefalsn-]{0,20}$/), (text) => {
        const careful = `[9007199254740993, ${text}]`;
        let valid = true;
        try {
          JSON.parse(careful);
        } catch {
          valid = false;
        }
        if (valid) parseJson(careful);
        else expect(() => parseJson(careful)).toThrow(SyntaxError);
      }),
      { numRuns: 2000 },
    );
  });

  test('a number has the same value whatever its neighbours are', () => {
    for (const text of ['1e21', '0.1', '5e-324', '100000e95']) {
      const [beside] = parseJson(`[${text},9007199254740993]`) as unknown[];
      expect(beside).toEqual(parseJson(text));
    }
  });

  test('the last of two fields with one name counts, as in JSON.parse', () => {
    expect(parseJson('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
    expect(digits((parseJson('{"a":1,"a":9007199254740993}') as { a: unknown }).a)).toBe('9007199254740993');
  });

  test('a field called __proto__ is a field and changes no prototype', () => {
    for (const text of ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1},"n":9007199254740993}']) {
      const value = parseJson(text) as object;
      expect(Object.hasOwn(value, '__proto__')).toBe(true);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('an object that looks like our number type stays an object', () => {
    const text = '{"isLosslessNumber":true,"value":"1"}';
    expect(toJson(parseJson(text))).toBe(text);
  });
});
