import path from 'node:path';
import * as v from 'valibot';
import { samples } from '../../seed/seed';
import { KitError } from '../errors';
import { type Faults, openFaults } from '../faults/faults';
import { killWorkers } from '../faults/kill';
import type { RuleInput } from '../faults/rule';
import { FUNCTIONS } from '../faults/rule';
import { engine } from '../session';
import { functionOf } from '../stack/stack';
import { readLogs } from '../workflow/logs';
import { look } from '../workflow/look';
import { listObjects, readObject } from '../workflow/objects';
import { stepWarnings } from '../workflow/own-step';
import { redrive } from '../workflow/redrive';
import { readRejects } from '../workflow/rejects';
import { readRows } from '../workflow/rows';
import { isSecondJob, type JobMessage, requestOf } from '../workflow/send';
import { sendJob } from '../workflow/send-job';
import { linesOfCall } from './invocation';
import type { Opened } from './look';
import type { About } from './view';
import type { Watcher } from './watcher';

const LIMIT = 50;
const OBJECT_CHARS = 20_000;
const LOGGED_WITHIN_MS = 24 * 3600_000;

const text = v.pipe(v.string(), v.nonEmpty());
const message = v.looseObject({ key: text });
const ofCall = v.strictObject({
  ...{ function: v.picklist(FUNCTIONS), at: v.number() },
  ...{ job: v.exactOptional(v.string()), key: v.exactOptional(v.string()) },
});
const ofJob = v.strictObject({ job: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)), dataset: v.string() });

/** What the page can do, by the functions that the commands use. Each returns what the page shows about it. */
export class Actions {
  private faults: Faults | undefined;

  constructor(
    private readonly opened: Opened,
    private readonly watcher: Watcher,
    private readonly timeouts: About['timeouts'],
  ) {}

  /** Runs an action. @throws KitError `BAD_ACTION`, or what the action throws */
  async run(name: string, input: unknown): Promise<unknown> {
    const { stack, aws, stage } = this.opened;
    switch (name) {
      case 'sample': {
        const { key, force } = read(v.strictObject({ key: text, force: v.optional(v.boolean()) }), input);
        const sample = samples.find((one) => one.message.key === key);
        if (!sample) throw new KitError('BAD_ACTION', { problem: `the sample ${key} does not exist` });
        return this.send({ ...sample.message, ...(force && { force }) }, sample.file);
      }
      case 'send':
        return this.send(read(message, input) as unknown as JobMessage);
      case 'fault':
        return (await this.openFaults()).control.set({ ...(input as RuleInput), stage: stage.name });
      case 'clear': {
        const { id } = read(v.strictObject({ id: v.optional(text) }), input);
        const { control } = await this.openFaults();
        for (const rule of await control.rules(stage.name))
          if (!id || rule.id === id) await control.clear(rule.id);
        return {};
      }
      case 'pace': {
        const { ms } = read(v.strictObject({ ms: v.number() }), input);
        await (await this.openFaults()).control.slowDown(stage.name, ms);
        return {};
      }
      case 'watch':
        await this.openFaults();
        this.watcher.again();
        return {};
      case 'kill': {
        const { name: which } = read(v.strictObject({ name: v.picklist(FUNCTIONS) }), input);
        const killed = await killWorkers((await engine()).engine, functionOf(stack, which));
        if (killed > 0) this.watcher.waits.killed(which);
        return { killed };
      }
      case 'redrive': {
        const { id } = read(v.strictObject({ id: v.optional(text) }), input);
        const redriven = await redrive(stack, aws, id);
        for (const sent of redriven.jobs) this.watcher.remember(sent);
        this.watcher.again();
        return redriven;
      }
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
        return linesOfCall(lines, call, this.watcher.namesOf(call)).slice(0, LIMIT);
      }
      case 'logs': {
        const { job } = read(ofJob, input);
        const since = Date.now() - LOGGED_WITHIN_MS;
        const names = [stack.extractFunction, stack.loadFunction];
        const lines = (await Promise.all(names.map((fn) => readLogs(aws, fn, since, job)))).flat();
        return lines.sort((a, b) => a.at - b.at).slice(-LIMIT);
      }
      default:
        throw new KitError('BAD_ACTION', { problem: `the action ${name} does not exist` });
    }
  }

  /** Uploads a user's file and sends its message. @param file a copy of the file on this machine */
  async sendFile(file: string, wanted: unknown): Promise<unknown> {
    const said = read(message, wanted) as unknown as JobMessage;
    requestOf(said);
    const warnings = await look(file, said);
    return this.send(
      said,
      file,
      warnings.map((text) => text.replaceAll(file, path.basename(said.key))),
    );
  }

  /** Does what `./sluice send` does, and returns its warnings. @throws KitError `JOB_TWICE` and others */
  private async send(asked: JobMessage, file?: string, warnings: readonly string[] = []): Promise<unknown> {
    const { dataset } = requestOf(asked);
    const { stack, aws } = this.opened;
    if (isSecondJob(stack, asked))
      throw new KitError('JOB_TWICE', { stage: stack.stage.name, key: asked.key });
    const { sent, doneBefore, byEvent } = await sendJob(stack, aws, asked, file);
    if (!byEvent) this.watcher.remember(sent);
    const again = `${asked.key} was done before, and is not done again. Choose “again” to force it.`;
    return {
      ...sent,
      warnings: [
        ...warnings,
        ...stepWarnings(dataset, stack.pipelineVersion),
        ...(doneBefore ? [again] : []),
      ],
    };
  }

  /** Points the functions at the proxy, which a deployment may have undone. */
  async openFaults(): Promise<Faults> {
    this.faults = await openFaults(this.opened);
    this.watcher.proxy = this.faults.control;
    return this.faults;
  }
}

function read<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new KitError('BAD_ACTION', { problem: `${v.getDotPath(issue) ?? 'the input'}: ${issue.message}` });
}
