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
import { look } from '../workflow/look';
import { stepWarnings } from '../workflow/own-step';
import { redrive } from '../workflow/redrive';
import { isSecondJob, type JobMessage, requestOf } from '../workflow/send';
import { sendJob } from '../workflow/send-job';
import { read, text } from './input';
import type { Inspector } from './inspect';
import type { Opened } from './look';
import type { Watcher } from './watcher';

const message = v.looseObject({ key: text });

/** What the page can do, by the functions that the commands use. Each returns what the page shows about it. */
export class Actions {
  private faults: Faults | undefined;

  constructor(
    private readonly opened: Opened,
    private readonly watcher: Watcher,
    private readonly inspector: Inspector,
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
        if (killed > 0) this.watcher.killed(which);
        return { killed };
      }
      case 'redrive': {
        const { id } = read(v.strictObject({ id: v.optional(text) }), input);
        const redriven = await redrive(stack, aws, id);
        for (const sent of redriven.jobs) this.watcher.remember(sent);
        this.watcher.again();
        return redriven;
      }
      default: {
        const found = await this.inspector.run(name, input);
        if (found === undefined)
          throw new KitError('BAD_ACTION', { problem: `the action ${name} does not exist` });
        return found;
      }
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
