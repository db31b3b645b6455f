import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { empty } from '../../kit/workflow/empty';
import { redrive } from '../../kit/workflow/redrive';
import { takeSnapshot } from '../../kit/workflow/settle';
import { deployTestStage, uniqueName } from '../support/stack';
import { expectBalanced, jobOf, openWorkflow } from '../support/workflow';

// Its own stage beside local-test, on the same engine: redrive and reset affect everything on a stage.
const STAGE = 'local-2';

beforeAll(() => deployTestStage(STAGE));

test('a job whose input was missing is done once the file is uploaded and the message is redriven', async () => {
  const workflow = await openWorkflow(STAGE);
  const key = `${uniqueName('late')}.json`;
  const dataset = uniqueName('late');
  const sent = await workflow.send({ key, dataset });
  const before = await workflow.settled([sent]);
  expect(before.deadLetters.map(({ messageId }) => messageId)).toContain(sent.messageId);

  await workflow.put(key, '[{"id":1}]');
  const { jobs } = await redrive(workflow.stack, workflow.aws);
  expect(jobs).toHaveLength(1);
  const again = await workflow.send({ key, dataset });
  const snapshot = await workflow.settled([again]);
  expectBalanced(jobOf(snapshot, again));
  expect(await workflow.rows(dataset)).toHaveLength(1);
});

test('a redrive beside another reader of the dead-letter queue misses no letter', async () => {
  const workflow = await openWorkflow(STAGE);
  const { sqs } = workflow.aws;
  const QueueUrl = workflow.stack.jobsDlqUrl;
  const bodies = [1, 2].map(() => JSON.stringify({ key: `${uniqueName('letter')}.json` }));
  for (const MessageBody of bodies) {
    await workflow.put(JSON.parse(MessageBody).key, '[{"id":1}]');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
  // A reader that receives all letters, and shows them only when it has looked at them.
  const { Messages: hidden = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 }),
  );
  expect(hidden.map(({ Body }) => Body)).toEqual(expect.arrayContaining(bodies));
  const redriven = redrive(workflow.stack, workflow.aws);
  await pause(1000);
  for (const { ReceiptHandle } of hidden)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  const { jobs, more } = await redriven;
  expect(more).toBe(false);
  expect(jobs.map(({ name }) => name)).toEqual(expect.arrayContaining(bodies));
  for (const job of jobs) expectBalanced(jobOf(await workflow.settled([job]), job));
});

test('two stages on one engine do not affect each other', async () => {
  const here = await openWorkflow(STAGE);
  const { dataset, job } = await here.run('here.json', '[{"id":1}]');
  expectBalanced(job);
  const there = await openWorkflow();
  expect(there.stack.recordsTable).not.toBe(here.stack.recordsTable);
  expect(await there.rows(dataset)).toEqual([]);
});

test('reset empties buckets, tables and queues, and the stage still works', async () => {
  const workflow = await openWorkflow(STAGE);
  await workflow.run('before.json', '[{"id":1},{"id":2}]');
  await empty(workflow.stack, workflow.aws, () => {});
  const { jobs, deadLetters } = await takeSnapshot(workflow.stack, workflow.aws);
  expect({ jobs, deadLetters }).toEqual({ jobs: [], deadLetters: [] });
  expectBalanced((await workflow.run('after.json', '[{"id":1}]')).job);
});
