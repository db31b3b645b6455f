import { Command } from 'commander';
import { logs } from '../../../../kit/commands/logs';
import { openSince } from '../../../../kit/labs/progress';
import { openStack } from '../../../../kit/session';

jest.mock('../../../../kit/session');
jest.mock('../../../../kit/labs/progress');

/** Returns for how many minutes back `./sluice logs extract` asks on a stage while a lab is open. */
async function minutesBack(
  stage: string,
  labMinutes: number | undefined,
  events: readonly object[] = [],
): Promise<number> {
  const asked: number[] = [];
  const send = async ({ input }: { input: { startTime: number } }) => {
    asked.push(Math.round((Date.now() - input.startTime) / 60_000));
    return { events };
  };
  const opened = {
    stack: { extractFunction: 'sluice-local-extract', loadFunction: 'sluice-local-load' },
    stage: { name: stage },
    aws: { logs: { send } },
  };
  jest.mocked(openStack).mockResolvedValue(opened as never);
  jest.mocked(openSince).mockReturnValue(labMinutes && Date.now() - labMinutes * 60_000);
  const program = new Command();
  logs(program);
  await program.parseAsync(['logs', 'extract'], { from: 'user' });
  expect(asked).toHaveLength(1);
  return asked[0] ?? 0;
}

let noted: unknown;
beforeEach(() => {
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted = text;
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

test('the logs of the labs’ stage begin with the open lab, so that none is about an earlier one', async () => {
  expect(await minutesBack('local-lab', 3)).toBe(3);
  expect(noted).toBe('Nothing since the lab began.\n');
  expect(await minutesBack('local-lab', 40)).toBe(15);
  expect(await minutesBack('local-lab', undefined)).toBe(15);
});

test('a lab leaves the logs of other stages as they are', async () => {
  expect(await minutesBack('local', 3)).toBe(15);
  expect(noted).toBe('Nothing in the last 15 minutes.\n');
});

test('a failure is one short line for people, without the stack trace and the paths in it', async () => {
  const printed: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const error = {
    name: 'PermanentFailure',
    message: 'the JSON ends at byte 150',
    stack: 'at end (/a/b.js:1)',
  };
  const written = { level: 'ERROR', message: 'not extracted', timestamp: '2026-01-02T03:04:05.678Z' };
  const message = JSON.stringify({ ...written, service: 'sluice', code: 'JSON_TRUNCATED', error });
  await minutesBack('local', undefined, [{ timestamp: 1, message }]);
  expect(printed.join('')).toBe(
    '03:04:05.678  extract  ERROR  not extracted  code=JSON_TRUNCATED  error=the JSON ends at byte 150\n',
  );
});
