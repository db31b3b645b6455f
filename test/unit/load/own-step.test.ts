import * as v from 'valibot';
import { load } from '../../../src/load/load';
import { dataset, decimal, pipeline, reject, skip } from '../../../src/step';
import { Workflow } from '../../support/job';

function flowWith(version = 1): Workflow {
  const flow = new Workflow();
  flow.pipeline = pipeline({
    version,
    datasets: {
      people: dataset({
        id: ['name'],
        schema: v.object({ name: v.string(), age: decimal() }),
        transform: (row) =>
          row.age < 18 ? skip : row.age > 150 ? reject('AGE_WRONG', 'the age is over 150') : row,
      }),
    },
  });
  return flow;
}

const CSV = 'name,age,note\nAda,36,x\nBob,7,\nAda,37,\nCy,151,\nDi,?,\n';

test('a lone CSV goes through the step, and its receipts count the filtered rows', async () => {
  const flow = flowWith();
  flow.csv.give('people.csv', CSV);
  const counts = { rows: 5, accepted: 1, rejected: 2, superseded: 1, filtered: 1 };
  const loaded = await flow.load('people.csv');
  expect(loaded).toMatchObject({ outcome: 'loaded', counts });
  expect(flow.records.rows).toEqual([{ name: 'Ada', age: 37 }]);
  expect([...flow.records.items.keys()]).toEqual(['people#Ada']);
  expect(flow.rejects.map(({ row, code }) => [row, code])).toEqual([
    [4, 'AGE_WRONG'],
    [5, 'SCHEMA_MISMATCH'],
  ]);
  const [job] = flow.ledger.jobs;
  expect(job).toMatchObject({ rows: 5, parts: 1 });
  expect(flow.ledger.partsOf(job?.id as string)).toMatchObject([counts]);
});

test('a lone CSV is a new job with a new version', async () => {
  const flow = flowWith(1);
  flow.csv.give('people.csv', CSV);
  await flow.load('people.csv');
  expect((await flow.load('people.csv')).outcome).toBe('done');
  flow.pipeline = flowWith(2).pipeline;
  expect((await flow.load('people.csv')).outcome).toBe('loaded');
  expect(flow.ledger.jobs).toHaveLength(2);
});

test('a lone CSV that is handed over continues, or starts from the beginning if a deployment made it a different job', async () => {
  const flow = flowWith(1);
  const etag = flow.csv.give('people.csv', 'name,age\nAda,36\nCy,37\n');
  flow.records.most = 1;
  const paused = await flow.load('people.csv');
  flow.records.most = Number.POSITIVE_INFINITY;
  expect(paused).toMatchObject({ outcome: 'paused', written: 1 });
  const next = {
    key: 'people.csv',
    etag,
    written: 1,
    job: paused.outcome === 'paused' ? paused.part.job : '',
  };
  flow.records.items.clear();
  await load(next, flow, Date.now() + 60_000, flow.pipeline);
  expect([...flow.records.items.keys()]).toEqual(['people#Cy']);
  flow.records.items.clear();
  await load(next, flow, Date.now() + 60_000, flowWith(2).pipeline);
  expect([...flow.records.items.keys()]).toEqual(['people#Ada', 'people#Cy']);
});
