import { readFileSync } from 'node:fs';
import path from 'node:path';
import { samples } from '../../seed/seed';
import { bySourceRow, expectBalanced, fields, openWorkflow } from '../support/workflow';

/** Returns the rows of a sample, without Sluice's own readers. */
function sourceRows(file: string): Record<string, unknown>[] {
  const text = readFileSync(file, 'utf8');
  switch (path.extname(file)) {
    case '.json':
      return JSON.parse(text);
    case '.csv':
    case '.tsv': {
      // None of the samples has a quote in it.
      expect(text).not.toContain('"');
      const [header = [], ...lines] = text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(file.endsWith('.csv') ? ',' : '\t'));
      return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
    }
    default:
      throw new Error(`no rows known for ${file}`);
  }
}

const wholeSamples = samples.filter(({ file }) => !file.endsWith('.ndjson'));

test.each(wholeSamples.map(({ file, message }) => [message.key, file, message] as const))(
  'every row of %s is in the table, equal to its source',
  async (_name, file, { key, ...options }) => {
    const workflow = await openWorkflow();
    const { job, rows } = await workflow.run(key, readFileSync(file), {
      ...options,
      dataset: `${key}-${Date.now()}`,
    });
    expectBalanced(job);

    const source = sourceRows(file);
    expect(job.rows).toBe(source.length);
    expect(rows).toHaveLength(job.accepted);
    const stored = bySourceRow(rows);
    expect(stored.map(fields)).toEqual(stored.map(({ _row }) => source[Number(_row) - 1]));
  },
);

test('the tutorial sample shows all three fates of a row: accepted, rejected, superseded', async () => {
  const workflow = await openWorkflow();
  const sample = samples.find(({ file }) => file.endsWith('.ndjson'));
  const { job, rows } = await workflow.run('stations.ndjson', readFileSync(sample?.file as string), {
    id: ['station'],
  });
  expectBalanced(job);
  expect(job).toMatchObject({ rows: 6, accepted: 3, rejected: 2, superseded: 1 });
  expect(rows.map(({ station }) => station).sort()).toEqual(['KBFI', 'KPAE', 'KSEA']);
});
