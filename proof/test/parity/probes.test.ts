import { PAGES } from '../../parity/addresses';
import { keyOf, refusalOf, statusOf } from '../../parity/probe';
import { services } from '../../parity/probes';

const all = services.flatMap((service) =>
  service.probes.map((probe) => ({ key: keyOf(service, probe), probe })),
);

test('No two probes share a row', () => {
  const keys = all.map(({ key }) => key);
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('Each probe says what AWS does in a few words on one line', () => {
  for (const { probe } of all) expect(probe.aws).toMatch(/^\S.{1,70}$/);
});

test('Each probe names an AWS page that states the expected behaviour', () => {
  const pages: readonly string[] = Object.values(PAGES);
  for (const { probe } of all) {
    expect(probe.address).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    expect(pages).toContain(probe.address);
  }
});

const answered = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });

test('a refusal is recognised by its name or its status, and a call without either was accepted', async () => {
  expect(await refusalOf(Promise.resolve())).toBe('accepted');
  expect(await refusalOf(Promise.reject(answered('NoSuchKey', 404)))).toBe('NoSuchKey');
  expect(await statusOf(Promise.reject(answered('NoSuchKey', 404)))).toBe('404');
  expect(await statusOf(Promise.resolve({ $metadata: { httpStatusCode: 200 } }))).toBe('200');
});

test('an engine that does not answer is not counted as a refusal', async () => {
  const gone = new Error('connect ECONNREFUSED');
  await expect(refusalOf(Promise.reject(gone))).rejects.toBe(gone);
  await expect(statusOf(Promise.reject(gone))).rejects.toBe(gone);
});
