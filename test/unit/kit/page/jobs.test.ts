import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Jobs } from '../../../../kit/page/jobs';
import type { Opened } from '../../../../kit/page/look';
import { Waits } from '../../../../kit/page/waits';

const JOB = '0123456789abcdef';

/** Returns jobs whose ledger holds what `items` returns. */
function jobsOf(items: () => readonly object[]): Jobs {
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  dynamo.send = (async () => ({ Items: items() })) as typeof dynamo.send;
  return new Jobs({ stack: { ledgerTable: 'ledger' }, aws: { dynamo } } as unknown as Opened);
}

test('a redriven message is shown by its key at once, until its job has begun', async () => {
  let items: object[] = [];
  const jobs = jobsOf(() => items);
  const waits = new Waits();
  const shown = () =>
    jobs.views([], waits).map(({ key, phase, waits }) => ({ key, phase, waits: waits.length }));
  // The file was missing when the message was sent, so that its job is not known.
  jobs.remember({ messageId: 'm', name: '{"key":"a.json"}' });
  expect(shown()).toEqual([{ key: 'a.json', phase: 'waiting', waits: 1 }]);
  const times = { startedAt: new Date().toISOString(), expires: Math.floor(Date.now() / 1000) + 3600 };
  const receipt = {
    pk: JOB,
    sk: 'job',
    id: JOB,
    key: 'a.json',
    messageId: 'm',
    state: 'extracting',
    ...times,
  };
  items = [receipt];
  await jobs.look([], false);
  expect(shown()).toEqual([{ key: 'a.json', phase: 'extracting', waits: 0 }]);
});
