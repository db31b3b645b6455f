import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

const WATCHED_S = 15;
/** More tries than this are too many. A message with more is watched until MANY: LocalStack tries once a second. */
const TOO_MANY = 10;
const MANY = 40;
const MANY_S = 30;

/** Sends a message that can never work: its file is cut in the middle. */
async function sendBad(flow: Flow): Promise<string> {
  const key = `${flow.fresh('cut')}.json`;
  await flow.put(key, asJson(readings(7)).slice(0, 150));
  await flow.send({ key, id: ID });
  return key;
}

/** Returns how often extract has failed with a file since the flow began. */
async function tries(flow: Flow): Promise<number> {
  return (await flow.logs('extract', 'JSON_TRUNCATED')).length;
}

export default lab({
  break: {
    file: 'stack/queues.yml',
    from: '      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt JobsDlq.Arn\n        maxReceiveCount: 5\n',
    to: '',
  },

  async observe(flow) {
    flow.report(`a file that is cut in the middle, for ${WATCHED_S} s`);
    const key = await sendBad(flow);
    const end = Date.now() + WATCHED_S * 1000;
    const dead = await flow.until(
      () => flow.letters('jobs-dlq'),
      (letters) => letters.some((body) => body.includes(key)) || Date.now() > end,
      WATCHED_S,
    );
    const isDead = dead.some((body) => body.includes(key));
    const called = await tries(flow);
    return {
      answer: isDead ? 'a' : called <= 10 ? 'b' : called <= 30 ? 'c' : 'd',
      seen: [
        `extract was called ${called} times for this message`,
        `the message is ${isDead ? 'in jobs-dlq' : 'still in the jobs queue'}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    flow.report('a file that can never be read');
    const key = await sendBad(flow);
    const look = async () => {
      const letters = await flow.letters('jobs-dlq');
      return { letters, isDead: letters.some((body) => body.includes(key)), called: await tries(flow) };
    };
    const ended = ({ isDead, called }: Awaited<ReturnType<typeof look>>) => isDead || called > MANY;
    let seen = await flow.until(look, ended, WATCHED_S);
    if (!ended(seen) && seen.called > TOO_MANY) seen = await flow.until(look, ended, MANY_S);
    const { letters, isDead, called } = seen;
    if (!isDead) {
      const waits = await flow.waiting();
      const failed = (await flow.letters('load-failed')).length;
      return {
        wanted: 'A message that always fails is in jobs-dlq after a few tries.',
        seen: `tried ${called} times; messages in jobs: ${waits}, in jobs-dlq: ${letters.length}, in load-failed: ${failed}`,
        look: 'stack/queues.yml: what does the jobs queue know of jobs-dlq?',
      };
    }
    if (called > TOO_MANY) {
      return {
        wanted: 'A message that always fails is given up after at most ten tries.',
        seen: `it was tried ${called} times`,
        look: 'stack/queues.yml: how often may a message be received?',
      };
    }
    flow.report('a file that arrives 3 s after its message');
    const [late, dataset] = [`${flow.fresh('late')}.json`, flow.fresh('rain')];
    await flow.send({ key: late, dataset, id: ID });
    const sent = Date.now();
    await flow.until(
      async () => Date.now() - sent,
      (ms) => ms > 3000,
    );
    await flow.put(late, asJson(readings(7)));
    const job = await flow.until(
      async () => (await flow.jobs(late))[0],
      (seen) => seen?.phase === 'done',
      WATCHED_S,
    );
    if (job?.phase !== 'done') {
      const dead = (await flow.letters('jobs-dlq')).some((body) => body.includes(late));
      return {
        wanted: 'A file that arrives 3 s after its message is loaded anyway.',
        seen: dead ? 'its message was given up before the file came' : 'it is not loaded',
        look: 'stack/queues.yml: how many tries does a message get?',
      };
    }
    return undefined;
  },
});
