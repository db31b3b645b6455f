import type { Engine, Place, Worker } from '../engines/engine';
import { LocalStack } from '../engines/localstack/localstack';
import { KitError } from '../errors';
import { engine as engineOfCheckout, type Session } from '../session';
import type { FunctionName } from '../stack/bundle';
import { functionOf, type Stack } from '../stack/stack';
import { requireOffline } from '../stack/stage';
import { BackgroundProxy } from './background';
import type { FaultControl } from './client';
import { ContainerProxy } from './container';
import { killWorkers, workersOf } from './kill';
import { point } from './routing';
import type { RuleInput } from './rule';
import type { ActiveRule, Struck } from './rules';

type Opened = Session & { stack: Stack };

/**
 * Faults that happen to the calls of a stage's functions:
 *
 *     const faults = await openFaults(opened);
 *     const { id } = await faults.set({ fault: 'SlowDown', operation: 'PutObject', function: 'extract', times: 2 });
 *     await faults.waitForHits(id, 2);
 *     await faults.close();
 */
export class Faults {
  private readonly ids: string[] = [];

  constructor(
    private readonly opened: Opened,
    private readonly engine: Engine,
    readonly control: FaultControl,
  ) {}

  /** Sets a rule about calls of this stage's functions. @throws KitError `BAD_FAULT` */
  async set(rule: RuleInput): Promise<ActiveRule> {
    const active = await this.control.set({ ...rule, stage: this.opened.stage.name });
    this.ids.push(active.id);
    return active;
  }

  /** Returns how many calls a rule has hit. */
  hits(id: string): Promise<number> {
    return this.control.hits(id);
  }

  /** Returns the first 100 calls that a rule has hit. */
  struck(id: string): Promise<readonly Struck[]> {
    return this.control.struck(id);
  }

  /** Waits until a rule has hit `hits` calls. @throws KitError `FAULT_NOT_HIT` after `deadlineMs` */
  waitForHits(id: string, hits: number, deadlineMs?: number): Promise<void> {
    return this.control.waitForHits(id, hits, deadlineMs);
  }

  /** Clears the rules that this object has set. */
  async clear(): Promise<void> {
    for (const id of this.ids.splice(0)) await this.control.clear(id);
  }

  /** Returns what runs a function. */
  workers(name: FunctionName): Promise<Worker[]> {
    return workersOf(this.engine)(functionOf(this.opened.stack, name));
  }

  /** Ends what runs a function with SIGKILL, and returns how many workers there were. */
  kill(name: FunctionName): Promise<number> {
    return killWorkers(this.engine, functionOf(this.opened.stack, name));
  }

  /** Clears the rules and points the functions back at the engine. The proxy runs until `make down`. */
  async close(): Promise<void> {
    await this.clear();
    await pointBack(this.opened);
  }
}

/**
 * Starts the checkout's proxy if necessary, and points the stage's functions at it; resolves when that has taken
 * effect. A deployment that changes the functions may undo this; then call again.
 * @throws KitError `NOT_OFFLINE` in AWS, `FUNCTIONS_ELSEWHERE` on an engine that this checkout did not start
 */
export async function openFaults(opened: Opened): Promise<Faults> {
  requireOffline(opened.stage, './sluice fault');
  const { engine, place } = await engineOfCheckout();
  workersOf(engine);
  const control = await proxyOf(engine, place).start(opened.endpoint ?? '', () => {});
  await pointBoth(opened, control.forFunctions);
  return new Faults(opened, engine, control);
}

/** Returns the checkout's fault proxy, which runs where the engine's functions can reach it. */
export function proxyOf(engine: Engine, place: Place): Pick<BackgroundProxy, 'running' | 'start'> {
  return engine instanceof LocalStack
    ? new ContainerProxy(place, engine)
    : new BackgroundProxy(place, engine.name);
}

/** Returns the faults of a stage, and the checkout's proxy if it runs. */
export async function faultsOf({ stage }: Pick<Opened, 'stage'>) {
  const { engine, place } = await engineOfCheckout();
  const proxy = await proxyOf(engine, place).running();
  return { proxy, rules: (await proxy?.rules(stage.name)) ?? [] };
}

/** Clears the faults of a stage and points its functions back at the engine. Returns how many faults were set. */
export async function clearFaults(opened: Opened): Promise<number> {
  const { proxy, rules } = await faultsOf(opened);
  for (const { id } of rules) await proxy?.clear(id);
  await pointBack(opened);
  return rules.length;
}

/** Clears one fault of a stage. The functions still call the proxy. @throws KitError `NO_SUCH_FAULT` */
export async function clearFault(opened: Opened, id: string): Promise<void> {
  const { proxy, rules } = await faultsOf(opened);
  if (!rules.some((rule) => rule.id === id))
    throw new KitError('NO_SUCH_FAULT', { id, stage: opened.stage.name });
  await proxy?.clear(id);
}

/** Points the stage's functions at the engine itself. The proxy need not run. */
export async function pointBack(opened: Opened): Promise<void> {
  await pointBoth(opened, undefined);
}

async function pointBoth({ aws, stack }: Opened, endpoint: string | undefined): Promise<void> {
  await point(aws, [stack.extractFunction, stack.loadFunction], endpoint);
}
