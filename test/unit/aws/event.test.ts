import { decodeKey } from '../../../src/aws/event';

describe('The key of an S3 event', () => {
  test.each([
    ['a+b%20c%2Bd', 'a b c+d'],
    ['%C3%A9%25.csv', 'é%.csv'],
    ['a%3Db%26c', 'a=b&c'],
  ])('%s is decoded once, to %s', (encoded, key) => {
    expect(decodeKey(encoded)).toBe(key);
  });

  test.each(['%E0%A4%A', '%', '', '\ud800', undefined, 1])('%j does not decode', (encoded) => {
    expect(() => decodeKey(encoded)).toThrow(
      expect.objectContaining({ name: 'PermanentFailure', code: 'KEY_UNDECODABLE' }),
    );
  });
});
