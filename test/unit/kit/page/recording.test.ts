import { callsAt, Recorder, viewAt } from '../../../../kit/page/browser/recording';
import type { View } from '../../../../kit/page/view';

const view = (pace: number) => ({ pace }) as View;

test('the last minute is recorded, with what was shown at its beginning, and nothing older', () => {
  const recorder = new Recorder();
  for (const second of [0, 30, 50, 100, 130]) recorder.add({ at: second * 1000, view: view(second) });
  const played = recorder.play(130_000, []);
  expect([played.from, played.to]).toEqual([70_000, 130_000]);
  expect(played.frames.map(({ at }) => at)).toEqual([50_000, 100_000, 130_000]);
  expect([70_000, 99_999, 100_000, 130_000].map((at) => viewAt(played, at)?.pace)).toEqual([
    50, 50, 100, 130,
  ]);
});

test('a recording begins when the page was opened, and does not change while newer frames are recorded', () => {
  const recorder = new Recorder();
  recorder.add({ at: 1000, view: view(1) });
  const played = recorder.play(5000, []);
  recorder.add({ at: 5000, view: view(2) });
  expect(played).toMatchObject({ from: 1000, to: 5000, frames: [{ at: 1000 }] });
});

test('the memory of a recording is bounded, however fast the updates are', () => {
  const recorder = new Recorder();
  for (let at = 0; at < 5000; at++) recorder.add({ at, view: view(at) });
  const { frames } = recorder.play(5000, []);
  expect(frames.length).toBeLessThan(1000);
  expect(frames.at(-1)?.at).toBe(4999);
});

test('at a moment of the past, later calls have not begun, and calls at work have no answer', () => {
  const calls = [
    { id: 1, at: 100, ms: 50, status: 200 },
    { id: 2, at: 120, ms: 100, status: 503, fault: 'SlowDown' },
    { id: 3, at: 300, ms: 10 },
  ];
  expect(callsAt(calls, 200)).toEqual([
    { id: 1, at: 100, ms: 50, status: 200 },
    { id: 2, at: 120, fault: 'SlowDown' },
  ]);
});
