import { readLogs } from '../../../../kit/workflow/logs';

test('only lines with the text are returned, also by an engine that returns others', async () => {
  const events = ['START RequestId: 1', '{"message":"extracted"}', 'END RequestId: 1'].map(
    (message, timestamp) => ({
      message,
      timestamp,
    }),
  );
  const clients = { logs: { send: async () => ({ events }) } } as unknown as Parameters<typeof readLogs>[0];
  const texts = async (having?: string) =>
    (await readLogs(clients, 'sluice-local-extract', 0, having)).map(({ text }) => text);
  expect(await texts('START')).toEqual(['START RequestId: 1']);
  expect(await texts()).toHaveLength(3);
});
