import { readLabs } from '../../kit/labs/labs';
import { ROOT } from '../../kit/session';
import { copyCheckout } from '../../test/support/copy';
import type { Proven } from '../../test/support/labs/prove';
import { proveIn } from '../../test/support/labs/prove-in';
import { longestFirst, proveInCopies } from '../labs/copies';

jest.mock('../../test/support/copy');
jest.mock('../../test/support/labs/prove-in');

const labs = readLabs(ROOT);
const nameOf = (number: number) => labs.find((lab) => lab.number === number)?.name ?? '';
const silent = { working: () => {}, proven: () => {}, ended: () => {} };

/** What was run in the copies, in order, and how many copies there are and were at most. */
let copies: { ran: string[]; now: number; most: number };

beforeEach(() => {
  copies = { ran: [], now: 0, most: 0 };
  jest.mocked(copyCheckout).mockImplementation(async () => {
    copies.most = Math.max(copies.most, ++copies.now);
    const done = async (script: string) => {
      copies.ran.push(script);
      return '';
    };
    return { folder: '', sh: jest.fn(), done, end: async () => void copies.now-- };
  });
  jest.mocked(proveIn).mockImplementation(async (_, number, { onProven } = {}) => {
    copies.ran.push(`lab ${number}`);
    const one: Proven = { lab: nameOf(number), state: 'intact', ok: true, said: 'passed', seconds: 1 };
    // The first lab takes longest.
    await new Promise((resolve) => setTimeout(resolve, number === labs[0]?.number ? 50 : 1));
    onProven?.(one);
    return [one];
  });
});

test('labs-check proves each lab as often as asked, in two copies, and prints them in order', async () => {
  const proven = await proveInCopies('ministack', labs, 2, silent);
  expect(proven.map(({ lab }) => lab)).toEqual(labs.flatMap(({ name }) => [name, name]));
  expect(copies).toMatchObject({ most: 2, now: 0 });
});

test('labs-check proves one lab in one copy, and all labs in one copy on an engine at an address', async () => {
  await proveInCopies('ministack', labs.slice(0, 1), 1, silent);
  expect(copies.most).toBe(1);
  await proveInCopies('http://127.0.0.1:4566', labs, 1, silent);
  expect(copies.most).toBe(1);
});

test('labs-check proves the other labs, too, when a proof did not get to its end, and counts it as wrong', async () => {
  jest.mocked(proveIn).mockRejectedValueOnce(new Error('it failed:\nENGINE_SILENT'));
  const proven = await proveInCopies('ministack', labs, 1, silent);
  expect(new Set(proven.map(({ lab }) => lab)).size).toBe(labs.length);
  expect(proven.filter(({ ok }) => !ok)).toMatchObject([{ state: 'the rest', said: 'ENGINE_SILENT' }]);
  expect(copies.ran).toContain('./sluice lab-reset');
});

test('labs-check begins with the lab that has several breaks, then those that deploy the template, and ends with those with the fewest fixes', () => {
  const changesCode = ({ files }: (typeof labs)[number]) => files.every((file) => file.startsWith('src/'));
  const sorted = longestFirst(labs.filter(({ number }) => [2, 3, 10, 13].includes(number)));
  expect(sorted.map(({ number }) => number)).toEqual([13, 3, 10, 2]);
  expect(sorted.map(changesCode)).toEqual([false, false, true, true]);
});

test('labs-check ends its copies when an engine does not start', async () => {
  jest.mocked(copyCheckout).mockImplementation(async () => {
    copies.now++;
    const done = async () => Promise.reject(new Error('make start failed'));
    return { folder: '', sh: jest.fn(), done, end: async () => void copies.now-- };
  });
  await expect(proveInCopies('ministack', labs, 1, silent)).rejects.toThrow('make start failed');
  await new Promise(setImmediate);
  expect(copies.now).toBe(0);
});
