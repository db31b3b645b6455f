import { PAGES } from '../addresses';
import { consume, invoke, makeFunction } from '../lab/functions';
import type { Lab } from '../lab/lab';
import { drain, makeStrictQueue, send, settled } from '../lab/queues';
import type { Probe, Service } from '../probe';

const MESSAGES = ['good', 'bad', 'fine'];
/** Enough for a function to start on a busy machine. After a timeout, a batch would return whatever the answer. */
const VISIBILITY_SECONDS = 6;

const ALL = 'the whole batch returns to the queue';
const NONE = 'no message returns to the queue';

/**
 * Returns which messages of a batch return to the queue after a function's answer. The queue allows one receive per
 * message, so the messages that return are moved to its dead-letter queue.
 */
async function whatComesBack(lab: Lab, answer: string): Promise<string> {
  const { queue, dead } = await makeStrictQueue(lab, VISIBILITY_SECONDS);
  const source = `export const handler = async (event) => { ${answer} };`;
  const handler = await makeFunction(lab, source, { Timeout: VISIBILITY_SECONDS });
  await invoke(lab, handler, { Records: [] });
  // Sent before polling begins, so the messages are probably one batch. The result is right for any division.
  await send(lab, queue, MESSAGES);
  await consume(lab, queue, handler, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  await settled(lab, queue);
  const back = (await drain(lab, dead)).map(({ Body }) => Body);
  if (back.length === 0) return NONE;
  if (MESSAGES.every((body) => back.includes(body))) return ALL;
  return `only ${back.sort().join(' and ')} return${back.length === 1 ? 's' : ''} to the queue`;
}

function probe(name: string, aws: string, answer: string): Probe {
  return { name, aws, address: PAGES.sqsErrors, run: (lab) => whatComesBack(lab, answer) };
}

const REPORT = (identifier: string) =>
  `return { batchItemFailures: event.Records.map((record) => (${identifier})) };`;

export const sqsBatches: Service = {
  name: 'A batch of SQS messages',
  probes: [
    probe(
      'with `batchItemFailures` that names the message `bad`',
      'only bad returns to the queue',
      `const bad = event.Records.filter(({ body }) => body === 'bad');
       return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };`,
    ),
    probe('with every message named', ALL, REPORT('{ itemIdentifier: record.messageId }')),
    probe(
      'with an id that no message of the batch has',
      ALL,
      REPORT("{ itemIdentifier: 'no-such-message' }"),
    ),
    probe('with an empty id', ALL, REPORT("{ itemIdentifier: '' }")),
    probe('with an id under a wrong name', ALL, REPORT('{ messageId: record.messageId }')),
    probe('answered with an empty list', NONE, 'return { batchItemFailures: [] };'),
    probe('answered with `null`', NONE, 'return null;'),
    probe('answered with nothing', NONE, ''),
    probe('whose function throws', ALL, "throw new Error('on purpose');"),
  ],
};
