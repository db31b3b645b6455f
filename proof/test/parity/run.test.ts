import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Lab } from '../../parity/lab/lab';
import type { Service } from '../../parity/probe';
import { runProbes, type Stage } from '../../parity/run';

type Run = (lab: Lab) => Promise<string>;

const serviceOf = (runs: Record<string, Run>): Service => ({
  name: 'S',
  probes: Object.entries(runs).map(([name, run]) => ({ name, aws: 'as AWS', address: '', run })),
});

/** A stage without log groups; the probes of these tests call nothing else. */
function stage(signal = new AbortController().signal): Stage {
  const logs = Object.assign(new CloudWatchLogsClient(), { send: async () => ({ logGroups: [] }) });
  return { aws: { logs } as unknown as Stage['aws'], offline: true, signal };
}

const run = (runs: Record<string, Run>, on = stage()) => runProbes([serviceOf(runs)], on, () => {});

test('results are in the order of the probes, whichever ends first', async () => {
  let second: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    second = resolve;
  });
  const { seen, failed } = await run({
    first: () => ended.then(() => 'one'),
    second: async () => {
      second();
      return 'two';
    },
  });
  expect(Object.entries(seen)).toEqual([
    ['S: first', 'one'],
    ['S: second', 'two'],
  ]);
  expect(failed).toEqual([]);
});

test('a probe that could not run is reported with its error, and the others continue', async () => {
  const error = new Error('no answer');
  const { seen, failed } = await run({ bad: () => Promise.reject(error), good: async () => 'as AWS' });
  expect(seen).toEqual({ 'S: good': 'as AWS' });
  expect(failed).toEqual([{ key: 'S: bad', error }]);
});

test('A probe’s resources are deleted in reverse order, even when the probe throws', async () => {
  const deleted: string[] = [];
  await run({
    bad: (lab) => {
      for (const what of ['queue', 'function']) lab.finally(what, async () => deleted.push(what));
      return Promise.reject(new Error('no answer'));
    },
  });
  expect(deleted).toEqual(['function', 'queue']);
});

test('a resource that cannot be deleted is reported, a missing one is not, and the rest are deleted', async () => {
  const deleted: string[] = [];
  const { seen, leftBehind } = await run({
    messy: async (lab) => {
      lab.finally('queue', async () => deleted.push('queue'));
      lab.finally('bucket', () => Promise.reject(new Error('not empty')));
      lab.finally('table', () =>
        Promise.reject(Object.assign(new Error(), { name: 'ResourceNotFoundException' })),
      );
      return 'as AWS';
    },
  });
  expect(seen).toEqual({ 'S: messy': 'as AWS' });
  expect(leftBehind).toEqual(['bucket: not empty']);
  expect(deleted).toEqual(['queue']);
});

test('Every resource of a run has a unique name that says which run created it', async () => {
  const names: string[] = [];
  const name: Run = async (lab) => {
    names.push(lab.name(), lab.name());
    return 'as AWS';
  };
  await run({ a: name, b: name });
  expect(new Set(names).size).toBe(4);
  for (const one of names) expect(one).toMatch(/^sluice-parity-[0-9a-f]{8}-[a-z0-9-]{1,30}$/);
});

test('After an interruption no probe starts, and waiting probes end and clean up', async () => {
  const abort = new AbortController();
  let deleted = false;
  const waiting: Run = (lab) => {
    lab.finally('queue', () =>
      lab.until({ what: 'it is gone', look: async () => true, enough: Boolean }).then(() => {
        deleted = true;
      }),
    );
    setImmediate(() => abort.abort());
    return lab.until({ what: 'never', look: async () => 'x', enough: () => false });
  };
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, waiting]));
  const { seen, failed } = await run(many, stage(abort.signal));
  expect(seen).toEqual({});
  expect(failed.length).toBeLessThan(20);
  expect(deleted).toBe(true);
});
