import { sendJob } from '../../kit/workflow/send-job';
import { settle } from '../../kit/workflow/settle';
import { uniqueName } from '../support/stack';
import { openWorkflow } from '../support/workflow';

test('waiting for a job that does not settle ends at the deadline, and says where the job stalled and what was seen last', async () => {
  const { stack, aws } = await openWorkflow();
  const never = { messageId: 'never-sent', name: 'ghost.json', job: '0000000000000000' };
  const failure = await settle(stack, aws, { sent: [never], deadlineMs: 500 }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'NOT_SETTLED' });
  expect((failure as Error).message).toMatch(/ 0.5 s:\n {2}ghost.json: no receipt yet/);
  expect((failure as Error).message).toMatch(
    /queues: jobs \d+ visible, \d+ in flight, \d+ delayed; jobs-dlq \d+/,
  );
});

test('a file that is sent again after its job failed is waited for until the new message is a dead letter', async () => {
  const { stack, aws, put, settled } = await openWorkflow();
  const message = { key: `${uniqueName('settle')}/cut.json`, dataset: uniqueName('settle'), id: ['id'] };
  await put(message.key, '[{"id":1},');
  const send = async () => {
    const { sent } = await sendJob(stack, aws, message);
    const { deadLetters } = await settled([sent]);
    expect(deadLetters.map(({ messageId }) => messageId)).toContain(sent.messageId);
    return sent;
  };
  const [first, second] = [await send(), await send()];
  expect(second).toMatchObject({ job: first.job, triedBefore: first.messageId });
});
