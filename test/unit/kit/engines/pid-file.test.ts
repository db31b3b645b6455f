import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readPidFile, type Started, writePidFile } from '../../../../kit/engines/pid-file';
import { identityOf } from '../../../../kit/engines/process';
import { temporaryFolder } from './support/machine';

describe('The pid file names', () => {
  const file = () => path.join(temporaryFolder(), 'deep', 'engine.pid');
  const me = async (): Promise<Started> => ({
    pid: process.pid,
    identity: (await identityOf(process.pid)) as string,
    port: 4601,
    engine: 'ministack',
  });

  test('the process that was started', async () => {
    const at = file();
    writePidFile(at, await me());
    expect(await readPidFile(at)).toEqual(await me());
  });

  test('no process when another one has its id now', async () => {
    const at = file();
    writePidFile(at, { ...(await me()), identity: 'another boot/12' });
    expect(await readPidFile(at)).toBeUndefined();
  });

  test('no process when that has ended', async () => {
    const at = file();
    writePidFile(at, { ...(await me()), pid: 2 ** 22 + 1 });
    expect(await readPidFile(at)).toBeUndefined();
  });

  test.each(['', '{', 'null', '12', '{"pid":1}', '{"pid":-1,"identity":"x","port":1}'])(
    'no process, when the file contains %j',
    async (text) => {
      const at = path.join(temporaryFolder(), 'engine.pid');
      writeFileSync(at, text);
      expect(await readPidFile(at)).toBeUndefined();
    },
  );
});
