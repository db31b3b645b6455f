import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { listObjects } from '../../kit/pipeline/objects';
import { sendBody } from '../../kit/pipeline/send';
import { uniqueName } from '../support/stack';
import { expectBalanced, jobOf, openWorkflow } from '../support/workflow';

test('one bad message of ten goes to the dead-letter queue, and the other nine land', async () => {
  const workflow = await openWorkflow();
  const folder = uniqueName('batch');
  const keys = Array.from({ length: 9 }, (_, i) => `${folder}/${i}.json`);
  for (const [i, key] of keys.entries()) await workflow.put(key, JSON.stringify([{ id: i }]));
  const bodies = [...keys.map((key) => JSON.stringify({ key, dataset: folder })), '{"no":"job"}'];
  // One batch of SQS, so that extract gets them together.
  const { Successful = [] } = await workflow.aws.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: workflow.stack.jobsQueueUrl,
      Entries: bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody })),
    }),
  );
  const bad = Successful.find(({ Id }) => Id === '9')?.MessageId as string;

  // The same jobs again, to know their names: they are done once all the same.
  const good = await Promise.all(keys.map((key) => workflow.send({ key, dataset: folder })));
  const snapshot = await workflow.settled([...good, { messageId: bad, name: 'the bad one', forced: false }]);
  for (const sent of good) expectBalanced(jobOf(snapshot, sent));
  expect(await workflow.rows(folder)).toHaveLength(9);
  expect(snapshot.deadLetters.find(({ messageId }) => messageId === bad)).toMatchObject({
    queue: 'jobs-dlq',
  });
});

test.each([
  ['is not JSON', 'not JSON'],
  ['has an unknown field', '{"key":"a.json","bucket":"other"}'],
  ['climbs out of the bucket', '{"key":"../a.json"}'],
  ['names an object that is not there', '{"key":"nowhere/at-all.json"}'],
])('a message that %s ends in the dead-letter queue', async (_what, body) => {
  const workflow = await openWorkflow();
  const sent = await sendBody(workflow.stack, workflow.aws, body, body);
  const { deadLetters } = await workflow.settled([sent]);
  expect(deadLetters.find(({ messageId }) => messageId === sent.messageId)).toMatchObject({
    queue: 'jobs-dlq',
    body,
  });
});

test.each([
  ['a JSON array that ends in the middle', 'cut.json', '[{"id":1},{"id":2'],
  ['a document that is no array', 'object.json', '{"id":1}'],
  ['text that is not UTF-8', 'latin.csv', Buffer.from([0x69, 0x64, 0x0a, 0xe9, 0x0a])],
  ['a CSV with an open quote', 'quote.csv', 'id,t\n1,"open\n2,b\n'],
])('%s leaves nothing behind but a dead letter', async (_what, name, body) => {
  const workflow = await openWorkflow();
  const key = `${uniqueName('broken')}/${name}`;
  const dataset = uniqueName('broken');
  await workflow.put(key, body);
  const sent = await workflow.send({ key, dataset });
  const snapshot = await workflow.settled([sent]);
  expect(snapshot.deadLetters.map(({ messageId }) => messageId)).toContain(sent.messageId);
  expect(jobOf(snapshot, sent)).toMatchObject({ phase: 'failed', accepted: 0 });
  expect(await workflow.rows(dataset)).toEqual([]);
  expect(await listObjects(workflow.aws, workflow.stack.csvBucket, `${dataset}/`)).toEqual([]);
});

test('a message sent twice is one job, done once', async () => {
  const workflow = await openWorkflow();
  const { key, dataset, job, rows } = await workflow.run('twice.json', '[{"id":1},{"id":2}]');
  const again = await workflow.send({ key, dataset });
  expect(again.job).toBe(job.receipt.job);
  // A message behind it in the queue: when that one is done, the repeat has been looked at.
  const behind = await workflow.run('behind.json', '[{"id":1}]');
  const snapshot = await workflow.settled([again, behind.sent]);
  expect(jobOf(snapshot, again).receipt).toEqual(job.receipt);
  expect(await workflow.rows(dataset)).toEqual(rows);
});

test('a forced message runs again, and its rows stay the same', async () => {
  const workflow = await openWorkflow();
  const { key, dataset, job, rows } = await workflow.run('forced.json', '[{"id":1},{"id":2}]');
  const forced = await workflow.send({ key, dataset, force: true });
  const again = jobOf(await workflow.settled([forced]), forced);
  expectBalanced(again);
  expect(again.receipt).toMatchObject({ job: job.receipt.job, run: forced.messageId });
  expect(await workflow.rows(dataset)).toEqual(rows);
});

test('an S3 event as a message runs the object that it names', async () => {
  const workflow = await openWorkflow();
  const folder = uniqueName('event');
  const key = `${folder}/a b+c.json`;
  await workflow.put(key, '[{"id":1}]');
  const event = {
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: workflow.stack.inputBucket }, object: { key: `${folder}/a+b%2Bc.json` } },
      },
    ],
  };
  const sent = await sendBody(workflow.stack, workflow.aws, JSON.stringify(event), key);
  const job = jobOf(await workflow.settled([sent]), sent);
  expectBalanced(job);
  expect(job.receipt.key).toBe(key);
});
