import type { Clients } from '../../../../kit/stack/clients';
import { readLogs } from '../../../../kit/workflow/logs';

test('only lines with the text are returned, even from an engine that ignores the pattern of a filter', async () => {
  const events = ['START RequestId: 1', '{"code":"JSON_TRUNCATED"}\n', 'END RequestId: 1'].map(
    (message, timestamp) => ({ message, timestamp }),
  );
  const aws = { logs: { send: async () => ({ events }) } } as unknown as Clients;
  expect(await readLogs(aws, 'extract', 0)).toHaveLength(3);
  expect((await readLogs(aws, 'extract', 0, 'JSON_TRUNCATED')).map(({ text }) => text)).toEqual([
    '{"code":"JSON_TRUNCATED"}',
  ]);
});
