import { setTimeout as pause } from 'node:timers/promises';
import type { FaultControl } from '../../kit/faults/client';
import type { Faults } from '../../kit/faults/faults';
import type { RuleInput } from '../../kit/faults/rule';
import type { ActiveRule } from '../../kit/faults/rules';
import type { Dice } from '../../kit/oracle/dice';
import type { FunctionName } from '../../kit/stack/bundle';

/** The faults in calls of both functions during the whole soak, with their probabilities. */
const RULES: readonly RuleInput[] = [
  { fault: 'unprocessed', probability: 0.2 },
  { fault: 'SlowDown', probability: 0.04 },
  { fault: 'InternalError', probability: 0.02 },
  { fault: 'ThrottlingException', service: 'dynamodb', probability: 0.04 },
  { fault: 'ProvisionedThroughputExceededException', probability: 0.03 },
  { fault: 'InternalServerError', probability: 0.02 },
  { fault: 'InternalFailure', probability: 0.1 },
  { fault: 'ThrottlingException', service: 'sqs', probability: 0.1 },
  { fault: 'TooManyRequestsException', probability: 0.2 },
  { fault: 'ServiceException', probability: 0.1 },
  { fault: 'cut', probability: 0.02 },
  { fault: 'reset', probability: 0.02 },
  { fault: 'delay', ms: 300, probability: 0.04 },
  { fault: 'delay', ms: 4000, probability: 0.004 },
];

/** The calls during which a function may be killed. */
const MOMENTS: Record<FunctionName, readonly string[]> = {
  extract: ['GetObject', 'PutObject', 'UploadPart', 'CompleteMultipartUpload', 'UpdateItem', 'HeadObject'],
  load: ['GetObject', 'BatchWriteItem', 'GetItem', 'PutItem'],
};

const MOST_SKIPPED = 12;
/** After this time without such a call, another moment is chosen. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 200;

/** Makes random faults and kills, by a seed. */
export class Chaos {
  private readonly control: FaultControl;
  /** Functions that were killed while they made a call. */
  kills = 0;

  constructor(
    private readonly faults: Faults,
    private readonly dice: Dice,
    /** A stage on which nothing else makes faults. */
    private readonly stage: string,
  ) {
    this.control = faults.control;
  }

  async begin(): Promise<void> {
    // An interrupted soak leaves its faults.
    for (const { id } of await this.rules()) await this.control.clear(id);
    for (const rule of RULES) await this.faults.set({ ...rule, seed: this.dice.int(0, 2 ** 30) });
  }

  /**
   * Kills `goal` functions, each in the middle of a call.
   * @param due the number that may have been killed by now
   */
  async killing(goal: number, due: () => number, stop: AbortSignal): Promise<void> {
    while (this.kills < goal && !stop.aborted) {
      if (this.kills >= due()) await pause(LOOK_EVERY_MS);
      else if (await this.kill(stop)) this.kills++;
    }
  }

  /** Returns how many calls were hit so far, by fault. */
  async hits(): Promise<Record<string, number>> {
    const hits: Record<string, number> = {};
    for (const { fault, service, ms, hits: count } of await this.rules()) {
      const name = [fault, ms && `${ms} ms`, service].filter(Boolean).join(' ');
      hits[name] = (hits[name] ?? 0) + count;
    }
    return hits;
  }

  private rules(): Promise<readonly ActiveRule[]> {
    return this.control.rules(this.stage);
  }

  /** Returns false when no such call occurred for a while. */
  private async kill(stop: AbortSignal): Promise<boolean> {
    const name = this.dice.one(['extract', 'load'] as const);
    const about = this.dice.chance(0.7) ? { operation: this.dice.one(MOMENTS[name]) } : {};
    const skip = this.dice.int(0, MOST_SKIPPED);
    const { id } = await this.faults.set({ fault: 'kill', function: name, ...about, skip, times: 1 });
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end && !stop.aborted) {
      if ((await this.control.hits(id)) > 0) return true;
      await pause(LOOK_EVERY_MS);
    }
    const late = (await this.control.hits(id)) > 0;
    if (!late) await this.control.clear(id);
    return late;
  }
}
