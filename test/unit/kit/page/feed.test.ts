import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Feed } from '../../../../kit/page/feed';
import type { Update, View } from '../../../../kit/page/view';

const VIEW = { jobs: [], letters: [], letterCount: 0, rules: [], pace: 0 } as unknown as View;

/** A page that is open in a browser. */
class Viewer extends EventEmitter {
  text = '';
  writableLength = 0;
  destroyed = false;
  writeHead = () => this;
  write = (text: string) => (this.text += text);
  destroy() {
    this.destroyed = true;
    this.emit('close');
  }
  get updates(): Update[] {
    return this.text
      .split('\n')
      .flatMap((line) => (line.startsWith('data: ') ? JSON.parse(line.slice(6)) : []));
  }
  get lastId(): string | undefined {
    return this.text
      .match(/^id: .*$/gm)
      ?.at(-1)
      ?.slice(4);
  }
}

let looked: boolean[];
let feed: Feed;
beforeEach(() => {
  looked = [];
  feed = new Feed(VIEW, (is) => looked.push(is));
});

function open(last?: string): Viewer {
  const viewer = new Viewer();
  feed.open(viewer as unknown as ServerResponse, last);
  return viewer;
}
const call = (id: number) => feed.call({ id, at: 1 });

test('a page gets the whole view first, and then only what changes', async () => {
  const viewer = open();
  feed.set({ pace: 100, letterCount: 0 });
  await pause(150);
  expect(viewer.updates).toMatchObject([
    { kind: 'all', view: { pace: 0 } },
    { kind: 'changes', view: { pace: 100 }, calls: [] },
  ]);
  expect(viewer.updates[1]?.view).not.toHaveProperty('letterCount');
});

test('a page gets at most ten updates a second, and no call is left out', async () => {
  const viewer = open();
  const began = Date.now();
  for (let id = 1; id <= 60; id++) {
    call(id);
    await pause(5);
  }
  await pause(150);
  const updates = viewer.updates.slice(1);
  expect(updates.length).toBeLessThanOrEqual((Date.now() - began) / 100 + 1);
  expect(updates.flatMap(({ calls }) => calls.map(({ id }) => id))).toEqual(
    Array.from({ length: 60 }, (_, i) => i + 1),
  );
});

test('a page that reconnects gets what it missed, and a snapshot from another run of the server', async () => {
  const first = open();
  call(1);
  await pause(150);
  first.emit('close');
  call(2);
  await pause(150);
  expect(open(first.lastId).updates).toMatchObject([{ kind: 'changes', calls: [{ id: 2 }] }]);
  expect(open('otherrun-1').updates).toMatchObject([{ kind: 'all', calls: [{ id: 1 }, { id: 2 }] }]);
});

test('it is known whether somebody looks', () => {
  const [first, second] = [open(), open()];
  first.emit('close');
  expect([looked, feed.looked]).toEqual([[true], true]);
  second.emit('close');
  expect([looked, feed.looked]).toEqual([[true, false], false]);
});

test('a page that reads too slowly is dropped', async () => {
  const viewer = open();
  viewer.writableLength = 5_000_000;
  call(1);
  await pause(150);
  expect([viewer.destroyed, feed.looked]).toEqual([true, false]);
});

test('a reload keeps the calls, without those whose end will not be seen', async () => {
  const viewer = open();
  feed.call({ id: 1, at: 1, ms: 5 });
  call(2);
  feed.forgetRunning();
  expect(viewer.updates.at(-1)).toMatchObject({ kind: 'all', calls: [{ id: 1 }] });
  expect(open().updates).toMatchObject([{ kind: 'all', calls: [{ id: 1 }] }]);
  const { length } = viewer.updates;
  feed.forgetRunning();
  expect(viewer.updates).toHaveLength(length);
});
