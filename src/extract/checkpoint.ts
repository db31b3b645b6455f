import { buffer, text } from 'node:stream/consumers';
import { RetryableFailure } from '../errors';
import type { Job } from '../ledger/job';
import { type ObjectStore, whole } from '../objects';
import type { IdColumns } from '../record/key';
import type { RejectsState } from '../rejects';
import type { Keys } from './keys';
import type { PartsState } from './parts';

/** Changes with the shape below: code that was deployed in between starts the job over. */
const VERSION = 1;

/** Where an extract stopped, at the border of two parts: all that another invocation needs to go on. */
export interface Checkpoint {
  /** The number of the last row that was worked on. */
  readonly after: number;
  readonly rows: number;
  readonly id?: IdColumns;
  readonly parts: PartsState;
  readonly rejects: RejectsState;
}

/** Checkpoints of one job, as objects `checkpoints/<job>/<owner>/…` of the csv bucket, which expire with its parts. */
export class Checkpoints {
  constructor(
    private readonly store: ObjectStore,
    private readonly job: Job,
  ) {}

  /** @returns the name by which {@link read} finds it */
  async write(owner: string, checkpoint: Checkpoint, keys: Keys): Promise<string> {
    const { job, run } = this.job;
    const name = `checkpoints/${job}/${owner}`;
    if (checkpoint.id?.length) {
      await keys.save((piece, bytes) =>
        this.store.put(`${name}/${piece}`, bytes, 'application/octet-stream'),
      );
    }
    const state = JSON.stringify({ version: VERSION, run, ...checkpoint });
    await this.store.put(`${name}/state.json`, state, 'application/json');
    return name;
  }

  /**
   * @param keys are filled with what they knew then
   * @returns nothing when it is of another run or of other code: the job starts over
   * @throws RetryableFailure `CHECKPOINT_GONE`
   */
  async read(name: string, keys: Keys): Promise<Checkpoint | undefined> {
    const { version, run, ...checkpoint } = stateOf(await text(await this.open(`${name}/state.json`)));
    if (version !== VERSION || run !== this.job.run) return undefined;
    if (checkpoint.id?.length) {
      await keys.restore(async (piece) => buffer(await this.open(`${name}/${piece}`)));
    }
    return checkpoint;
  }

  private async open(key: string): Promise<AsyncIterable<Uint8Array>> {
    const object = await this.store.open(key);
    if (!object)
      throw new RetryableFailure('CHECKPOINT_GONE', 'what the job had done so far is no longer there');
    return whole(object);
  }
}

/** Nothing of it where it is no JSON: the parser's own message repeats the text, which does not belong in a log. */
function stateOf(json: string): { version?: number; run?: string } & Checkpoint {
  try {
    return JSON.parse(json);
  } catch {
    return {} as Checkpoint;
  }
}
