import type { CallReport } from '../../faults/calls';
import type { View } from '../view';

/** How much of the past is recorded. */
export const RECORDED_MS = 60_000;
/** The most frames of a recording: the server sends at most ten updates a second. */
const FRAMES = 640;

/** What the page showed from a moment on, in ms since the epoch. */
export interface Frame {
  readonly at: number;
  readonly view: View;
}

/** A recording that is played. It does not change while newer frames are recorded. */
export interface Recording {
  readonly from: number;
  readonly to: number;
  readonly frames: readonly Frame[];
  readonly calls: readonly CallReport[];
}

/** Records the last minute. Views share the parts that did not change, so that a frame is small. */
export class Recorder {
  private frames: Frame[] = [];

  add(frame: Frame): void {
    this.frames.push(frame);
    // The last frame before the minute begins is what the page shows at its beginning.
    while (this.frames.length > FRAMES || (this.frames[1]?.at ?? Infinity) <= frame.at - RECORDED_MS)
      this.frames.shift();
  }

  /** Returns the last minute before a moment. @param calls the calls that are still known */
  play(now: number, calls: readonly CallReport[]): Recording {
    const frames = [...this.frames];
    return { from: Math.max(frames[0]?.at ?? now, now - RECORDED_MS), to: now, frames, calls };
  }
}

/** Returns what was shown at a moment of a recording. */
export function viewAt({ frames }: Recording, at: number): View | undefined {
  return (frames.findLast((frame) => frame.at <= at) ?? frames[0])?.view;
}

/** Returns the calls as they were at a moment: some had not begun, and others had not ended. */
export function callsAt(calls: readonly CallReport[], at: number): readonly CallReport[] {
  return calls
    .filter((call) => call.at <= at)
    .map((call) => {
      if (call.ms === undefined || call.at + call.ms <= at) return call;
      const { ms: _, status: __, ...running } = call;
      return running;
    });
}
