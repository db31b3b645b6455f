import { jobOf, openWorkflow } from '../support/workflow';

test('a message sent twice is one job, done once', async () => {
  const workflow = await openWorkflow();
  const { key, dataset, job, rows } = await workflow.run('twice.json', '[{"id":1},{"id":2}]');
  const again = await workflow.send({ key, dataset });
  expect(again.job).toBe(job.receipt.id);
  // When the next message in the queue is done, the repeated one has been processed.
  const behind = await workflow.run('behind.json', '[{"id":1}]');
  const snapshot = await workflow.settled([again, behind.sent]);
  expect(jobOf(snapshot, again).receipt).toEqual(job.receipt);
  expect(await workflow.rows(dataset)).toEqual(rows);
});
