import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../kit/session';
import { pageOf } from '../../parity/page';
import type { Service } from '../../parity/probe';
import { services } from '../../parity/probes';
import { type Results, readResults } from '../../parity/results';

const probe = (name: string, aws: string) => ({
  name,
  aws,
  address: 'https://a.test/page',
  run: async () => aws,
});
const SERVICES: Service[] = [
  { name: 'Queues', probes: [probe('A message', 'it comes'), probe('Two', 'both')] },
];

const results = (more: Partial<Results>): Results => ({
  ...{ engine: 'one', version: '1.2', date: '2026-01-02', seen: {}, ...more },
});

/** Returns the row that begins with a cell, without padding. */
function rowOf(page: string, name: string): string | undefined {
  const rows = page.split('\n').map((line) => line.replace(/ +/g, ' '));
  return rows.find((row) => row.startsWith(`| ${name} |`));
}

test('docs/internals/parity.md matches the results', () => {
  const written = readFileSync(path.join(ROOT, 'docs', 'internals', 'parity.md'), 'utf8');
  expect(written).toBe(pageOf(services, readResults(ROOT)));
});

test('the page states once what AWS does, with a link, and has a tick for each engine that does the same', () => {
  const page = pageOf(SERVICES, [results({ seen: { 'Queues: A message': 'it comes' } })]);
  expect(rowOf(page, 'A message')).toBe('| A message | [it comes][1] | ✔ |');
  expect(page).toContain('\n[1]: https://a.test/page\n');
});

test('An engine’s different behaviour is in its column, on one line', () => {
  const page = pageOf(SERVICES, [results({ seen: { 'Queues: A message': 'it is lost |\nor not' } })]);
  expect(rowOf(page, 'A message')).toMatch(/ \| it is lost \\\| or not \|$/);
});

test('All rows of a table are equally wide', () => {
  const page = pageOf(SERVICES, [
    results({ seen: { 'Queues: A message': 'something that takes its space' } }),
  ]);
  const rows = page.split('\n## Queues\n')[1]?.match(/^\|.*\|$/gm) ?? [];
  expect(rows).toHaveLength(4);
  expect(new Set(rows.map((row) => [...row].length)).size).toBe(1);
});

test('A probe that did not run on an engine is a dash, and does not count', () => {
  const page = pageOf(SERVICES, [results({ seen: { 'Queues: A message': 'it comes' } })]);
  expect(rowOf(page, 'Two')).toMatch(/ \| — \|$/);
  expect(rowOf(page, 'one')).toBe('| one | 1.2 | 2026-01-02 | 1 of 1 |');
});

test('Each engine has a column, with its version and its date', () => {
  const other = results({
    engine: 'other',
    version: '9',
    date: '2025-12-31',
    seen: { 'Queues: Two': 'none' },
  });
  const page = pageOf(SERVICES, [results({ seen: { 'Queues: Two': 'both' } }), other]);
  expect(rowOf(page, 'Two')).toMatch(/ \| ✔ \| none \|$/);
  expect(rowOf(page, 'other')).toBe('| other | 9 | 2025-12-31 | 0 of 1 |');
});

test('results of a removed probe are left out', () => {
  const page = pageOf(SERVICES, [results({ seen: { 'Queues: Removed': 'x' } })]);
  expect(page).not.toContain('Removed');
  expect(rowOf(page, 'one')).toMatch(/0 of 0 \|$/);
});
