import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { requestOf, requireFile } from '../../../../kit/workflow/send';
import { temporaryFolder } from '../engines/support/machine';

describe('A file to send', () => {
  test('is there, and its length is known', async () => {
    const file = path.join(temporaryFolder(), 'é.csv');
    writeFileSync(file, 'é\n');
    expect(await requireFile(file)).toBe(3);
  });

  test.each(['no-such.csv', `${__filename}/x.csv`])('that is missing is named: %s', async (file) => {
    await expect(requireFile(file)).rejects.toMatchObject({
      code: 'NO_FILE',
    });
  });

  test('whose ~ the shell left as it is has the whole path in the answer', async () => {
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

  // The administrator may read every file.
  (process.getuid?.() === 0 ? test.skip : test)('that you may not read is refused as such', async () => {
    const file = path.join(temporaryFolder(), 'mine.csv');
    writeFileSync(file, 'a\n');
    chmodSync(file, 0);
    const refused = { code: 'FILE_UNREADABLE', message: expect.stringContaining('permission denied') };
    await expect(requireFile(file)).rejects.toMatchObject(refused);
  });
});

describe('A message to send', () => {
  test('is the job that the function will make of it', () => {
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
