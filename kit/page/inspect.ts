import * as v from 'valibot';
import { FUNCTIONS } from '../faults/rule';
import { functionOf } from '../stack/stack';
import { readLogs } from '../workflow/logs';
import { listObjects, readObject } from '../workflow/objects';
import { readRejects } from '../workflow/rejects';
import { readRows } from '../workflow/rows';
import { read, text } from './input';
import { linesOfCall } from './invocation';
import type { Jobs } from './jobs';
import type { Opened } from './look';
import type { About } from './view';

const LIMIT = 50;
const OBJECT_CHARS = 20_000;
const LOGGED_WITHIN_MS = 24 * 3600_000;

const ofJob = v.strictObject({ job: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)), dataset: v.string() });
const ofCall = v.strictObject({
  ...{ function: v.picklist(FUNCTIONS), at: v.number() },
  ...{ job: v.exactOptional(v.string()), key: v.exactOptional(v.string()) },
});

/** Reads what a job or a call left behind, by the functions that the commands use. Changes nothing. */
export class Inspector {
  constructor(
    private readonly opened: Opened,
    private readonly jobs: Jobs,
    private readonly timeouts: About['timeouts'],
  ) {}

  /** Returns what is asked for; undefined if there is no such thing. @throws KitError `BAD_ACTION` and others */
  async run(name: string, input: unknown): Promise<unknown> {
    const { stack, aws } = this.opened;
    switch (name) {
      case 'rows': {
        const { job } = read(ofJob, input);
        return readRows(stack, aws, { job }, LIMIT);
      }
      case 'rejects': {
        const found = await readRejects(stack, aws, read(ofJob, input));
        return found.slice(0, LIMIT);
      }
      case 'parts': {
        const { job, dataset } = read(ofJob, input);
        return listObjects(aws, stack.csvBucket, `${dataset}/${job}/`);
      }
      case 'object': {
        const { key } = read(v.strictObject({ key: text }), input);
        return { text: (await readObject(aws, stack.csvBucket, key)).slice(0, OBJECT_CHARS) };
      }
      case 'log': {
        const call = read(ofCall, input);
        // The invocation began at most its timeout before the call.
        const from = call.at - this.timeouts[call.function] * 1000;
        const lines = await readLogs(aws, functionOf(stack, call.function), from);
        return linesOfCall(lines, call, this.jobs.namesOf(call)).slice(0, LIMIT);
      }
      case 'logs': {
        const { job } = read(ofJob, input);
        const since = Date.now() - LOGGED_WITHIN_MS;
        const names = [stack.extractFunction, stack.loadFunction];
        const lines = (await Promise.all(names.map((fn) => readLogs(aws, fn, since, job)))).flat();
        return lines.sort((a, b) => a.at - b.at).slice(-LIMIT);
      }
      default:
        return undefined;
    }
  }
}
