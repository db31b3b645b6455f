import { deployTestStage, uniqueName } from '../support/stack';
import { expectBalanced, jobOf, openWorkflow } from '../support/workflow';

// Its own stage: a large shared table would slow down every later suite.
const STAGE = 'local-bench';

beforeAll(() => deployTestStage(STAGE, { partRows: 2000, jobParts: 100 }));

const row = (id: number, value: number) => ({ id, value, text: `row ${value}`, flag: value % 2 === 0 });

test('10,000 rows in 20 files are processed, and each is accounted for', async () => {
  const workflow = await openWorkflow(STAGE);
  const folder = uniqueName('many');
  const sent = [];
  for (let file = 0; file < 20; file++) {
    const key = `${folder}/${file}.json`;
    await workflow.put(key, JSON.stringify(Array.from({ length: 500 }, (_, i) => row(file * 500 + i, i))));
    sent.push(await workflow.send({ key, dataset: folder }));
  }
  const snapshot = await workflow.settled(sent);
  for (const one of sent) {
    const job = jobOf(snapshot, one);
    expectBalanced(job);
    expect(job).toMatchObject({ rows: 500, accepted: 500, rejected: 0, superseded: 0 });
  }
  const ids = (await workflow.rows(folder)).map(({ id }) => Number(id)).sort((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
});

test('100,000 rows in one file are processed in parts, and the last row with an id wins, whichever part it is in', async () => {
  const workflow = await openWorkflow(STAGE);
  const rows = Array.from({ length: 100_000 }, (_, i) => row(i, i));
  // 500 rows of the second half repeat an id of the first half, in another part.
  for (let i = 0; i < 500; i++) rows[50_000 + i * 100] = row(i * 7, 1_000_000 + i);
  const { job, rows: stored } = await workflow.run(
    'large.ndjson',
    rows.map((r) => JSON.stringify(r)).join('\n'),
  );

  expectBalanced(job);
  expect(job).toMatchObject({ rows: 100_000, accepted: 99_500, rejected: 0, superseded: 500 });
  expect(job.receipt.parts).toBe(50);
  const expected = new Map(rows.map((r) => [r.id, r]));
  expect(stored).toHaveLength(99_500);
  const wrong = stored.filter(({ id, value }) => expected.get(Number(id))?.value !== value);
  expect(wrong).toEqual([]);
});
