import { settle } from '../../kit/workflow/settle';
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
