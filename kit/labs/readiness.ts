import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { engines as needed, version } from '../../package.json';
import { DEFAULT_PORT, requireFreePort } from '../engines/port';
import { run } from '../engines/run';
import { KitError, type Problem, problem } from '../errors';
import { type Chosen, engine, notRunning, ROOT } from '../session';
import type { Lab } from './labs';
import { refusal } from './on-stage';

/** Whether a machine can run the labs. */
export interface Readiness {
  /** The first thing that is missing; undefined when the machine is ready. */
  readonly problem: Problem | undefined;
  /** The commit of a clone; the version of a copy without git. */
  readonly sluice: string;
  /** The version of Node.js, such as `v22.12.0`. */
  readonly node: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** The engine that the labs would use. */
  readonly engine: string;
  /** Whether the packages of Node.js, and those of the engine, are installed. */
  readonly packages: boolean;
  readonly installed: boolean;
  readonly port: number;
  /** Whether the engine has the port, or can have it. */
  readonly portFree: boolean;
}

/** Looks at this machine. Changes nothing. @throws KitError `UNKNOWN_ENGINE` or `BAD_PORT` */
export async function readiness(labs: readonly Lab[]): Promise<Readiness> {
  const [first = { number: 1 }] = labs;
  const engines = labs
    .map((lab) => lab.engines)
    .reduce((all, some) => all.filter((one) => some.includes(one)));
  const chosen = await engine(engines);
  const packages = arePackagesComplete();
  const installed = await chosen.engine.installed();
  const port = await portOf(chosen);
  const problems = [
    isNodeTooOld() ? problem('NODE_TOO_OLD', { version: process.version, oldest: OLDEST_NODE }) : undefined,
    packages ? undefined : problem('PACKAGES_INCOMPLETE'),
    refusal({ number: first.number, engines }, chosen.engine),
    ...(await chosen.engine.problems()),
    installed ? undefined : problem('NOT_INSTALLED', { engine: chosen.engine.name }),
    port.problem,
  ];
  return {
    problem: problems.find((found) => found !== undefined),
    sluice: (await commit()) ?? version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    ...{ engine: chosen.engine.name, packages, installed },
    ...{ port: port.number, portFree: port.problem === undefined },
  };
}

/** Returns a line of less than 100 columns, which a learner sends to the instructor. */
export function lineOf(found: Readiness): string {
  const { problem, sluice, node, platform, cores, memoryGiB, engine, packages, installed } = found;
  const mark = (good: boolean) => (good ? '✔' : '✘');
  const isKnown = found.port === DEFAULT_PORT || engine.endsWith(`:${found.port}`);
  const port = isKnown ? 'port' : `port ${found.port}`;
  return [
    `${mark(!problem)} ${problem?.code ?? 'ready'}: ${sluice}`,
    node,
    `${platform} ${cores}c/${memoryGiB}G`,
    `npm ${mark(packages)} ${engine} ${mark(installed)} ${port} ${mark(found.portFree)}`,
  ].join(', ');
}

/** Such as `20.19`. */
const OLDEST_NODE = needed.node.replace(/^>=/, '');

function isNodeTooOld(): boolean {
  return process.versions.node.localeCompare(OLDEST_NODE, 'en', { numeric: true }) < 0;
}

/** npm writes this file last. */
function arePackagesComplete(): boolean {
  return existsSync(path.join(ROOT, 'node_modules', '.package-lock.json'));
}

/** Returns the short commit of this checkout; undefined when it is not a clone. A folder above it may be another one. */
async function commit(): Promise<string | undefined> {
  if (!existsSync(path.join(ROOT, '.git'))) return undefined;
  const { exitCode, stdout } = await run('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    timeoutMs: 5000,
  });
  return exitCode === 0 ? stdout : undefined;
}

/** Returns the port of the engine, and why the engine cannot have it, if so. */
async function portOf({ engine: chosen, place }: Chosen): Promise<{ number: number; problem?: Problem }> {
  const running = await chosen.running();
  if (running) return { number: Number(new URL(running.endpoint).port) };
  const absent = await notRunning(chosen);
  if (absent.code !== 'NOT_RUNNING') return { number: place.port, problem: absent };
  try {
    await requireFreePort(place.port);
    return { number: place.port };
  } catch (error) {
    if (error instanceof KitError) return { number: place.port, problem: error };
    throw error;
  }
}
