import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../../../kit/engines/lock';
import { temporaryFolder } from './support/machine';

describe('Two commands in one checkout', () => {
  test('take turns', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} in`);
      await sleep(150);
      order.push(`${name} out`);
    };
    await Promise.all([withLock(file, 5000, work('a')), withLock(file, 5000, work('b'))]);
    expect(order.map((step) => step.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
    expect(existsSync(file)).toBe(false);
  });

  test('do not wait for one that was killed', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'a process before this one' }));
    await expect(withLock(file, 1000, async () => 'done')).resolves.toBe('done');
  });

  test('take turns, though both find the lock of one that was killed', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'a process before this one' }));
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++inside);
      await sleep(50);
      inside--;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(file, 5000, work)));
    expect(most).toEqual([1, 1, 1, 1, 1]);
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  test('give up in time, and say why', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    const waiting = withLock(file, 5000, () => withLock(file, 100, async () => {}));
    await expect(waiting).rejects.toMatchObject({ code: 'LOCKED' });
  });

  test('release the lock when the work fails', async () => {
    const file = path.join(temporaryFolder(), 'lock');
    const fails = async () => {
      throw new Error('no');
    };
    await expect(withLock(file, 1000, fails)).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });
});
