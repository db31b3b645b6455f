import { GivenEngine } from '../../../../kit/engines/given';
import { openFaults } from '../../../../kit/faults/faults';
import { killWorkers } from '../../../../kit/faults/kill';

test('killing functions of an engine that this checkout did not start is refused with the reason', async () => {
  const engine = new GivenEngine('http://127.0.0.1:4566');
  await expect(killWorkers(engine, 'sluice-local-load')).rejects.toMatchObject({
    code: 'FUNCTIONS_ELSEWHERE',
    message: expect.stringContaining('http://127.0.0.1:4566'),
  });
});

test('faults are refused on a stage in AWS', async () => {
  const opened = { stage: { name: 'dev', offline: false } } as Parameters<typeof openFaults>[0];
  await expect(openFaults(opened)).rejects.toMatchObject({ code: 'NOT_OFFLINE' });
});
