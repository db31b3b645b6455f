import cases from '../../../../executor/tests/loopback_cases.json';
import { allowedOriginIn, refusal } from '../../../../kit/engines/loopback/refusal';

/** The name of each reason in the cases. */
const REASONS = ['Host', 'Origin', 'Sec-Fetch-Site', 'a browser'];
const nameOf = (said: string | undefined) =>
  said === undefined ? 'answered' : REASONS.find((word) => said.includes(word));

test.each(cases)('$name: $answer', ({ headers, allowedOrigin, answer }) => {
  expect(nameOf(refusal(headers, { allowedOrigin }))).toBe(answer);
});

test('a service’s name is accepted as a Host only where it is configured', () => {
  const headers = { host: 'faults:4567' };
  expect(refusal(headers, { serviceName: 'faults' })).toBeUndefined();
  expect(refusal({ host: 'faults' }, { serviceName: 'faults' })).toBeUndefined();
  expect(nameOf(refusal(headers))).toBe('Host');
  for (const host of ['faults.evil.example', 'evil-faults', 'faults:x', ''])
    expect([host, nameOf(refusal({ host }, { serviceName: 'faults' }))]).toEqual([host, 'Host']);
});

test('a page cannot use a service’s name', () => {
  const headers = { host: 'faults:4567', origin: 'http://faults:4567' };
  expect(nameOf(refusal(headers, { serviceName: 'faults' }))).toBe('Origin');
});

test('SLUICE_ALLOW_ORIGIN is one origin, or nothing', () => {
  const allowed = (SLUICE_ALLOW_ORIGIN?: string) => allowedOriginIn({ SLUICE_ALLOW_ORIGIN });
  expect([allowed(), allowed('')]).toEqual([undefined, undefined]);
  for (const origin of ['http://localhost:5173', 'https://app.example']) expect(allowed(origin)).toBe(origin);
  for (const bad of [
    '*',
    'null',
    'localhost:5173',
    'http://localhost:5173/',
    'http://a,http://b',
    'HTTP://A',
  ])
    expect(() => allowed(bad)).toThrow(expect.objectContaining({ code: 'BAD_ORIGIN' }));
});
