import { randomBytes } from 'node:crypto';
import type { Report } from '../../kit/engines/engine';
import type { Clients } from '../../kit/stack/clients';
import { deleteLogs } from './lab/functions';
import { Lab, type Site } from './lab/lab';
import { makeRole } from './lab/stacks';
import { makeTable } from './lab/tables';
import { keyOf, type Probe, type Service } from './probe';

/** The number of probes at once. A probe mostly waits, but uses one or two workers of the engine. */
const SIDE_BY_SIDE = 6;

export interface Stage {
  readonly aws: Clients;
  readonly offline: boolean;
  readonly signal: AbortSignal;
}

export interface Outcome {
  /** What each probe saw, by its key, in the probes' order. */
  readonly seen: Record<string, string>;
  /** Probes that could not run, and why. */
  readonly failed: { readonly key: string; readonly error: Error }[];
  /** Resources that could not be deleted. */
  readonly leftBehind: string[];
}

/** Runs every probe of the services, several at once, and deletes their resources. */
export async function runProbes(
  services: readonly Service[],
  stage: Stage,
  report: Report,
): Promise<Outcome> {
  const todo = services.flatMap((service) =>
    service.probes.map((probe) => ({ key: keyOf(service, probe), probe })),
  );
  const seen = new Map<string, string>();
  const failed: Outcome['failed'] = [];
  const leftBehind: string[] = [];
  let done = 0;
  const site: Site = {
    ...stage,
    prefix: `sluice-parity-${randomBytes(4).toString('hex')}`,
    leftBehind: (what) => leftBehind.push(what),
    role: once(() => makeRole(shared)),
    table: once(() => makeTable(shared)),
  };
  const shared = new Lab(site, 'shared');
  shared.finally('log groups', () => deleteLogs(shared));
  const queue = todo.entries();
  const worker = async () => {
    for (const [i, { key, probe }] of queue) {
      if (stage.signal.aborted) return;
      await runProbe(new Lab(site, String(i)), probe).then(
        (words) => seen.set(key, words),
        (error: unknown) =>
          failed.push({ key, error: error instanceof Error ? error : new Error(String(error)) }),
      );
      report(`${++done} of ${todo.length}: ${key}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  } finally {
    await shared.close();
  }
  const ordered = todo.flatMap(({ key }) => (seen.has(key) ? [[key, seen.get(key) as string]] : []));
  return { seen: Object.fromEntries(ordered), failed, leftBehind };
}

async function runProbe(lab: Lab, probe: Probe): Promise<string> {
  try {
    return await probe.run(lab);
  } finally {
    await lab.close();
  }
}

/** Returns a function that calls `make` once and always returns that result. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
