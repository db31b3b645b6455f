import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import {
  isSecondJob,
  type JobMessage,
  jobBefore,
  requestOf,
  requireFile,
  send as sendMessage,
} from '../../../../kit/workflow/send';
import { type JobRequest, jobOf } from '../../../../src/ledger/job';
import { ledgerOf } from '../../../support/ledger';
import { temporaryFolder } from '../engines/support/machine';

describe('A file to send', () => {
  test('that can be read has a length', async () => {
    const file = path.join(temporaryFolder(), 'é.csv');
    writeFileSync(file, 'é\n');
    expect(await requireFile(file)).toBe(3);
  });

  test.each(['no-such.csv', `${__filename}/x.csv`])('that is missing is named: %s', async (file) => {
    await expect(requireFile(file)).rejects.toMatchObject({
      code: 'NO_FILE',
    });
  });

  test('with a ~ that the shell did not expand is answered with the whole path', async () => {
    await expect(requireFile('~/no-such.csv')).rejects.toMatchObject({
      code: 'FILE_NOT_EXPANDED',
      message: expect.stringContaining('did not expand the ~'),
      fix: expect.stringContaining(`${os.homedir()}/no-such.csv`),
    });
  });

  test('that is a folder is refused as such', async () => {
    const folder = temporaryFolder();
    await expect(requireFile(folder)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: `${folder} is a folder.`,
    });
  });

  test('that is a device is refused before it is read', async () => {
    await expect(requireFile('/dev/zero')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('that the system cannot open is refused with the system’s reason', async () => {
    const loop = path.join(temporaryFolder(), 'loop.csv');
    symlinkSync(loop, loop);
    const refused = { code: 'FILE_UNREADABLE', message: expect.stringContaining('ELOOP') };
    await expect(requireFile(loop)).rejects.toMatchObject(refused);
  });

  // An administrator can read every file.
  (process.getuid?.() === 0 ? test.skip : test)(
    'that you have no permission to read is refused with that reason',
    async () => {
      const file = path.join(temporaryFolder(), 'mine.csv');
      writeFileSync(file, 'a\n');
      chmodSync(file, 0);
      const refused = { code: 'FILE_UNREADABLE', message: expect.stringContaining('permission denied') };
      await expect(requireFile(file)).rejects.toMatchObject(refused);
    },
  );
});

describe('A message to send', () => {
  test('gives the same job as in the function', () => {
    expect(requestOf({ key: 'a/movies.json', id: ['Title'] })).toMatchObject({
      dataset: 'movies',
      format: 'json',
      idColumns: ['Title'],
    });
  });

  test.each([
    [{ key: 'a.csv', format: 'CSV' }, 'MESSAGE_INVALID', /format must be .*"csv"/],
    [{ key: 'a.xlsx' }, 'FORMAT_UNKNOWN', /one of .*csv/],
    [{ key: 'a.csv', dataset: 'a/b' }, 'MESSAGE_INVALID', /dataset must be/],
    [{ key: 'a.csv', id: [] }, 'MESSAGE_INVALID', /id must name a column/],
  ])('is refused before anything is sent, with the function’s own reason: %j', (message, code, reason) => {
    expect(() => requestOf(message)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(reason) }),
    );
  });
});

describe('A message whose job may have been done before', () => {
  const stack = { ledgerTable: 'ledger', inputBucket: 'in', pipelineVersion: 2 } as Stack;
  const request: JobRequest = { key: 'a.csv', dataset: 'a', format: 'csv', messageId: 'm' };

  /** Returns the phase of the job before a time, after a job of the same file under a version of the step. */
  async function phaseAfter(version: number, state: string, time = '2026-01-02', more: object = {}) {
    const times = { startedAt: '2026-01-01T00:00:00Z', expires: Date.now() / 1000 + 86_400 };
    const receipt = { ...request, ...times, pk: jobOf(request, 'e', version).id, sk: 'job', state, parts: 0 };
    const { aws } = ledgerOf([receipt]);
    return (await jobBefore(stack, aws, { key: 'a.csv', ...more }, 'e', new Date(time))).state?.phase;
  }

  test('does nothing when the deployed step has done the same file', async () => {
    expect(await phaseAfter(2, 'extracted')).toBe('done');
  });

  test('runs when its job failed, began only now, has other options, or has an older version', async () => {
    expect(await phaseAfter(2, 'failed')).toBe('failed');
    expect(await phaseAfter(2, 'extracted', '2025-12-31')).toBeUndefined();
    expect(await phaseAfter(2, 'extracted', '2026-01-02', { id: ['x'] })).toBeUndefined();
    expect(await phaseAfter(1, 'extracted')).toBeUndefined();
  });
});

describe('On a stage that runs each new object by itself', () => {
  const second = (message: JobMessage, autoRun = true) => isSecondJob({ autoRun } as Stack, message);

  test('a message with options is a second job of the object', () => {
    expect(second({ key: 'a.csv', id: ['x'] })).toBe(true);
    expect(second({ key: 'a.csv', dataset: 'b', force: true })).toBe(true);
    expect(second({ key: 'a.csv', delimiter: ';' })).toBe(true);
    expect(second({ key: 'a.txt', format: 'csv' })).toBe(true);
  });

  test('a message without, or with those that count anyway, is the same job', () => {
    expect(second({ key: 'a.csv' })).toBe(false);
    expect(second({ key: 'x/a.csv', dataset: 'a', format: 'csv' })).toBe(false);
    expect(second({ key: 'a.csv', force: true })).toBe(false);
  });

  test('other stages run what they are told', () => {
    expect(second({ key: 'a.csv', id: ['x'] }, false)).toBe(false);
  });
});

test('the version of an object is asked for once, or not at all when it is known', async () => {
  const asked: string[] = [];
  const send = async ({ constructor: { name } }: { constructor: { name: string } }) => {
    asked.push(name);
    return { MessageId: 'm', ETag: '"e"' };
  };
  const aws = { s3: { send }, sqs: { send } } as unknown as Clients;
  const stack = { inputBucket: 'in', pipelineVersion: 1 } as Stack;
  const unknown = await sendMessage(stack, aws, { key: 'a.csv' });
  expect(await sendMessage(stack, aws, { key: 'a.csv' }, 'e')).toEqual(unknown);
  expect(unknown).toMatchObject({ messageId: 'm', job: expect.stringMatching(/^\w{16}$/) });
  expect(asked).toEqual(['SendMessageCommand', 'HeadObjectCommand', 'SendMessageCommand']);
});
