import { listObjects } from '../../kit/workflow/objects';
import { type Catalogue, catalogue, each, RECEIVES, sendTogether } from '../support/catalogue/catalogue';
import { sqsEvent } from '../support/catalogue/events';
import { uniqueName } from '../support/stack';
import { bySourceRow, expectBalanced, fields, jobOf } from '../support/workflow';

/** Small files of one dataset. */
async function putFiles(flow: Catalogue, dataset: string, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, id) => `${dataset}/${id}.json`);
  await Promise.all(keys.map((key, id) => flow.put(key, JSON.stringify([{ id }]))));
  return keys.map((key) => JSON.stringify({ key, dataset }));
}

test.concurrent('#1 a message that is not a job ends in the dead-letter queue, and the rest of its batch is loaded', async () => {
  const flow = await catalogue;
  const bodies = {
    'is not JSON': ['not JSON', 'MESSAGE_NOT_JSON'],
    'is cut': ['{"key":"a.json"', 'MESSAGE_NOT_JSON'],
    'is a list': ['["a.json"]', 'MESSAGE_INVALID'],
    'is null': ['null', 'MESSAGE_INVALID'],
    'has no key': ['{"dataset":"a"}', 'MESSAGE_INVALID'],
    'has a key that is not a text': ['{"key":{"bucket":"b"}}', 'MESSAGE_INVALID'],
    'has an empty id': ['{"key":"a.json","id":[]}', 'MESSAGE_INVALID'],
    'has an unknown field': ['{"key":"a.json","bucket":"other"}', 'MESSAGE_INVALID'],
    'has an unknown format': ['{"key":"a.json","format":"xml"}', 'MESSAGE_INVALID'],
    'has a key without a format': ['{"key":"a.parquet"}', 'FORMAT_UNKNOWN'],
  } as const;
  const mates = flow.expectLoads({ mate: { name: 'mate.json', body: '[{"id":1}]', items: [{ id: 1 }] } });
  await each(bodies, ([body, code]) => flow.expectNoJob(body, code));
  await mates;

  // A recorded event, because LocalStack would remove the quotes.
  const text = sqsEvent({ body: '"a.json"', messageId: 'a-text' });
  const { answer } = await flow.call(flow.stack.extractFunction, text);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a-text' }] });
  expect(await flow.failuresOf('a-text')).toEqual(['MESSAGE_INVALID']);
});

test.concurrent('#2 when one of ten messages is bad, nine are handled once and one id is returned', async () => {
  const flow = await catalogue;
  const dataset = uniqueName('ten');
  const good = await putFiles(flow, dataset, 9);
  const bodies = [...good.slice(0, 4), '{"no":"job"}', ...good.slice(4)];
  const ids = await sendTogether(flow, bodies);
  await flow.letter('the bad one', ({ messageId }) => messageId === ids[4]);
  const jobs = await flow.watch.until('nine jobs done', ({ jobs }) => {
    const ours = jobs.filter(({ receipt, phase }) => receipt.dataset === dataset && phase === 'done');
    return ours.length === 9 ? ours : undefined;
  });
  for (const job of jobs) expectBalanced(job);
  expect(jobs.map(({ receipt }) => receipt.tries)).toEqual(Array(9).fill(1));
  expect(jobs.map(({ receipt }) => receipt.messageId).sort()).toEqual(ids.filter((_, i) => i !== 4).sort());
  expect(bySourceRow(await flow.rows(dataset)).map(({ id }) => id)).toHaveLength(9);

  // The answer to SQS, for ten new messages.
  const again = await putFiles(flow, uniqueName('ten'), 9);
  const event = sqsEvent(...again.map((body) => ({ body })), {
    body: '{"no":"job"}',
    messageId: 'the-bad-one',
  });
  const { answer } = await flow.call(flow.stack.extractFunction, event);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'the-bad-one' }] });
});

test.concurrent('#3 when all messages of a batch fail, every id is returned', async () => {
  const flow = await catalogue;
  const bodies = ['1', '{"key":"nowhere/at-all.json"}', 'not JSON'];
  const ids = await sendTogether(flow, bodies);
  const event = sqsEvent(...bodies.map((body, i) => ({ body, messageId: `bad-${i}` })));
  const { failed, answer } = await flow.call(flow.stack.extractFunction, event);
  expect({ failed, answer }).toEqual({
    failed: false,
    // The records are processed in parallel, and reported in no particular order.
    answer: {
      batchItemFailures: expect.arrayContaining(bodies.map((_, i) => ({ itemIdentifier: `bad-${i}` }))),
    },
  });
  expect(answer.batchItemFailures).toHaveLength(3);
  // SQS treats null or an empty list as success, and would have deleted the messages.
  const letters = await Promise.all(ids.map((id) => flow.letter(id, ({ messageId }) => messageId === id)));
  expect(letters.map(({ queue, body }) => [queue, body])).toEqual(bodies.map((body) => ['jobs-dlq', body]));
});

test.concurrent('#5 a message whose input does not exist is retried, and then ends in the dead-letter queue', async () => {
  const flow = await catalogue;
  const never = flow.expectNoJob(`{"key":"${uniqueName('never')}.json"}`, 'INPUT_MISSING');

  // An input that is uploaded while its message is retried is loaded.
  const dataset = uniqueName('late');
  const message = { key: `${dataset}/late.json`, dataset };
  const late = await flow.send(message);
  await flow.watch.until('a first try', async () => (await flow.failuresOf(late.messageId))[0]);
  await flow.put(message.key, '[{"id":1}]');
  const job = await flow.watch.until('the late file', ({ jobs }) =>
    jobs.find(({ receipt, phase }) => receipt.messageId === late.messageId && phase === 'done'),
  );
  expectBalanced(job);
  expect((await flow.rows(dataset)).map(fields)).toEqual([{ id: 1 }]);

  await never;
  expect(RECEIVES).toBeGreaterThanOrEqual(5);
});

test.concurrent('#7 the same SQS message delivered twice gives the same parts and the same items (recorded event)', async () => {
  const flow = await catalogue;
  const body = Array.from({ length: 1500 }, (_, id) => JSON.stringify({ id, t: `row ${id}` })).join('\n');
  const everything = async (dataset: string, job: string) => {
    const heads = await flow.versions(`${dataset}/`);
    const { jobs } = await flow.watch.until('a look', (snapshot) => snapshot);
    return {
      heads,
      rows: bySourceRow(await flow.rows(dataset)),
      receipt: jobs.find(({ receipt }) => receipt.id === job),
    };
  };
  for (const force of [false, true]) {
    const dataset = uniqueName('twice');
    const key = `${dataset}/a.ndjson`;
    await flow.put(key, body);
    const sent = await flow.send({ key, dataset, force });
    const job = jobOf(await flow.settled([sent]), sent);
    expectBalanced(job);
    const before = await everything(dataset, job.receipt.id);
    expect(before.rows).toHaveLength(1500);
    expect(Object.keys(before.heads)).toHaveLength(4); // Two parts, each with its metadata.

    const event = sqsEvent({ body: JSON.stringify({ key, dataset, force }), messageId: sent.messageId });
    const { answer } = await flow.call(flow.stack.extractFunction, event);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await everything(dataset, job.receipt.id)).toEqual(before);
    const objects = await listObjects(flow.aws, flow.stack.csvBucket, `${dataset}/`);
    expect(objects.map((object) => object.key)).toEqual(Object.keys(before.heads));

    // A forced message is a new job, which writes the same items.
    const forced = await flow.send({ key, dataset, force: true });
    const again = jobOf(await flow.settled([forced]), forced);
    expectBalanced(again);
    expect(again.receipt).toMatchObject({ messageId: forced.messageId, forcedBy: forced.messageId });
    expect(again.receipt.id).not.toBe(job.receipt.id);
    expect(bySourceRow(await flow.rows(dataset))).toEqual(
      before.rows.map((row) => ({ ...row, _job: again.receipt.id })),
    );
  }
});
