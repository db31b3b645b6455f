import { GivenEngine } from '../../../../kit/engines/given';
import { LocalStack } from '../../../../kit/engines/localstack/localstack';
import { openFaults } from '../../../../kit/faults/faults';
import { killWorkers } from '../../../../kit/faults/kill';

const place = { root: process.cwd(), port: 4566, env: {} };

test.each([new LocalStack(place), new GivenEngine('http://127.0.0.1:4566')])(
  'functions in containers cannot be killed here, and that is said ($name)',
  async (engine) => {
    await expect(killWorkers(engine, 'sluice-local-load')).rejects.toMatchObject({
      code: 'FUNCTIONS_ELSEWHERE',
    });
  },
);

test('faults are refused on a stage in AWS', async () => {
  const opened = { stage: { name: 'dev', offline: false } } as Parameters<typeof openFaults>[0];
  await expect(openFaults(opened)).rejects.toMatchObject({ code: 'NOT_OFFLINE' });
});
