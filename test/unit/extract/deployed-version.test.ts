import type { S3Event } from 'aws-lambda';
import { jobOf, loneJobId } from '../../../src/ledger/job';
import { dataset, pipeline, skip } from '../../../src/step';
import { openHandlers, sqsRecord } from '../../support/handlers';

const own = pipeline({ version: 7, datasets: { rain: dataset({ transform: () => skip }) } });
const handlers = openHandlers(own, { SLUICE_PIPELINE_VERSION: '5' });

test('extract applies src/pipeline.ts, and puts the deployed version into the job’s id', async () => {
  const etag = handlers.input.give('rain.json', '[{"id":1}]');
  const Records = [sqsRecord('m', '{"key":"rain.json"}')];
  expect(await handlers.extract({ Records })).toEqual({ batchItemFailures: [] });
  const [receipt] = handlers.ledger.jobs;
  const request = { key: 'rain.json', dataset: 'rain', format: 'json', messageId: 'm' } as const;
  expect(receipt).toMatchObject({ id: jobOf(request, etag, 5).id, rows: 1, filtered: 1, parts: 0 });
});

test('load applies src/pipeline.ts to a lone CSV, and puts the deployed version into the job’s id', async () => {
  const eTag = handlers.csv.give('rain.csv', 'id\n1\n');
  const Records = [{ eventName: 'ObjectCreated:Put', s3: { object: { key: 'rain.csv', eTag } } }];
  await handlers.load({ Records } as unknown as S3Event);
  expect(handlers.ledger.partsOf(loneJobId('rain.csv', eTag, 5))).toMatchObject([{ rows: 1, filtered: 1 }]);
});
