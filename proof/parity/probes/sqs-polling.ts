import type { Message } from '@aws-sdk/client-sqs';
import { PAGES } from '../addresses';
import { consume, makeFunction, wire, witness } from '../lab/functions';
import type { Lab } from '../lab/lab';
import { gather, makeQueue, makeStrictQueue, send } from '../lab/queues';
import { refusalOf, type Service } from '../probe';

const LONG_SECONDS = 6;
const WINDOW_SECONDS = 5;
const NOTHING = 'export const handler = async () => {};';
const REPORT_ALL =
  'return { batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };';

/** Returns whether a message that failed stays invisible for the rest of its timeout. */
async function visibilityAfterFailure(lab: Lab): Promise<string> {
  const { queue, dead } = await makeStrictQueue(lab, LONG_SECONDS);
  const handler = await makeFunction(lab, `export const handler = async (event) => { ${REPORT_ALL} };`, {
    Timeout: LONG_SECONDS,
  });
  await consume(lab, queue, handler, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  const sentAt = Date.now();
  await send(lab, queue, ['bad']);
  await gather(lab, dead, 'the message is dead', ({ length }) => length > 0);
  // The message was received after it was sent, so a full timeout ends later than this.
  return Date.now() - sentAt >= LONG_SECONDS * 1000 - 500
    ? 'it is visible again after its visibility timeout'
    : 'it is visible again before its visibility timeout ends';
}

/** Returns whether a function can make a message of its batch visible at once. */
async function returnedAtOnce(lab: Lab): Promise<string> {
  const seen = await makeQueue(lab);
  const queue = await makeQueue(lab, { VisibilityTimeout: '300' });
  const handler = await makeFunction(
    lab,
    `${witness(seen)}
     import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
     export const handler = async (event) => {
       for (const { receiptHandle: ReceiptHandle, attributes } of event.Records) {
         await tell({ receives: Number(attributes.ApproximateReceiveCount) });
         if (attributes.ApproximateReceiveCount !== '1') return {};
         const QueueUrl = '${queue.url}';
         await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
       }
       ${REPORT_ALL}
     };`,
  );
  await consume(lab, queue, handler, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  await send(lab, queue, ['bad']);
  const tries = await gather(lab, seen, 'the message came twice', ({ length }) => length >= 2);
  return tries.some((message) => said(message).receives === 2)
    ? 'it is visible again at once'
    : 'it is visible again, and its receive count does not change';
}

function said({ Body = '{}' }: Message): { receives?: number; records?: number; waited?: number } {
  return JSON.parse(Body);
}

/** Returns whether one invocation can get more than ten messages. */
async function largeBatch(lab: Lab): Promise<string> {
  const { seen, queue, handler } = await counted(lab);
  await send(
    lab,
    queue,
    Array.from({ length: 10 }, (_, i) => `first ${i}`),
  );
  await send(
    lab,
    queue,
    Array.from({ length: 10 }, (_, i) => `second ${i}`),
  );
  await consume(lab, queue, handler, { BatchSize: 20, MaximumBatchingWindowInSeconds: WINDOW_SECONDS });
  const total = (messages: Message[]) => messages.reduce((sum, one) => sum + (said(one).records ?? 0), 0);
  const batches = await gather(lab, seen, 'all 20 messages were handled', (all) => total(all) >= 20);
  const largest = Math.max(...batches.map((batch) => said(batch).records ?? 0));
  return largest > 10 ? 'over 10 messages arrive together' : 'at most 10 messages arrive together';
}

/** Returns whether a message waits for others to arrive. */
async function window(lab: Lab): Promise<string> {
  const { seen, queue, handler } = await counted(lab);
  await consume(lab, queue, handler, { MaximumBatchingWindowInSeconds: WINDOW_SECONDS });
  await send(lab, queue, ['alone']);
  const [first] = await gather(lab, seen, 'the message was handled', ({ length }) => length > 0);
  const waited = first ? (said(first).waited ?? 0) : 0;
  return waited >= WINDOW_SECONDS * 1000 - 500
    ? 'a lone message waits for the window'
    : 'a lone message is handled at once';
}

/** Creates a queue and a function that reports its number of messages and how long the first one had waited. */
async function counted(lab: Lab) {
  const seen = await makeQueue(lab);
  const queue = await makeQueue(lab);
  const handler = await makeFunction(
    lab,
    `${witness(seen)}
     export const handler = ({ Records }) =>
       tell({ records: Records.length, waited: Date.now() - Number(Records[0].attributes.SentTimestamp) });`,
  );
  return { seen, queue, handler };
}

async function unwindowed(lab: Lab): Promise<string> {
  const queue = await makeQueue(lab);
  const handler = await makeFunction(lab, NOTHING);
  return refusalOf(wire(lab, queue, handler, { BatchSize: 20, Enabled: false }));
}

export const sqsPolling: Service = {
  name: 'Lambda polls a queue',
  probes: [
    {
      name: 'A message that failed',
      aws: 'it is visible again after its visibility timeout',
      address: PAGES.sqsErrors,
      run: visibilityAfterFailure,
    },
    {
      name: 'A message whose visibility timeout the function sets to 0 before it fails',
      aws: 'it is visible again at once',
      address: PAGES.changeVisibility,
      run: returnedAtOnce,
    },
    {
      name: '`BatchSize` 20 with a batching window',
      aws: 'over 10 messages arrive together',
      address: PAGES.sqsParameters,
      run: largeBatch,
    },
    {
      name: '`BatchSize` 20 without a batching window',
      aws: 'InvalidParameterValueException',
      address: PAGES.createMapping,
      run: unwindowed,
    },
    {
      name: `A batching window of ${WINDOW_SECONDS} s`,
      aws: 'a lone message waits for the window',
      address: PAGES.sqsParameters,
      run: window,
    },
  ],
};
