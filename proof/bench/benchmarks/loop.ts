import { performance } from 'node:perf_hooks';
import { engine } from '../../../kit/session';
import { copyCheckout } from '../../../test/support/copy';
import type { Benchmark, Figure } from '../figure';

const TIMEOUT_MS = 1_800_000;

/** Saves a file of load and waits until `./sluice watch` reports the update and its time in ms. */
const SAVE_ONE_FILE = `
  node kit/main.js watch >watch.log 2>&1 & watch=$!
  trap 'kill $watch' EXIT
  until grep -q Watching watch.log; do sleep 0.1; done
  echo '// saved' >>src/load/load.ts
  until grep 'load updated' watch.log; do sleep 0.1; done`;

export const loop: Benchmark = {
  name: 'loop',
  title: 'How long a developer waits',
  about: `In a copy of the checkout with its own engine: \`make up\` with the engine installed but not started, and again with
everything running; \`./sluice watch\`, from saving a file until the function is updated; the end-to-end tests.`,
  onEngine: true,
  async measure({ size, runs }, report) {
    const copy = await copyCheckout((await engine()).engine.name);
    const times = {
      cold: [] as number[],
      warm: [] as number[],
      redeploy: [] as number[],
      e2e: [] as number[],
    };
    const done = (script: string) => copy.done(script, TIMEOUT_MS);
    const timed = async (script: string): Promise<number> => {
      report(script);
      const start = performance.now();
      await done(script);
      return (performance.now() - start) / 1000;
    };
    try {
      for (let run = 0; run < runs; run++) {
        times.cold.push(await timed('make up'));
        times.warm.push(await timed('make up'));
        times.redeploy.push(Number(/updated (\d+) ms/.exec(await done(SAVE_ONE_FILE))?.[1]) / 1000);
        await done('make down');
      }
      if (size === 'full') times.e2e.push(await timed('make e2e'));
    } finally {
      await copy.end();
    }
    const figures: Figure[] = [
      { name: 'make up, engine not started', unit: 's', values: times.cold, plotted: true },
      { name: 'make up, all running', unit: 's', values: times.warm, plotted: true },
      {
        name: 'a saved file until its function is updated',
        unit: 's',
        values: times.redeploy,
        plotted: true,
      },
      { name: 'make e2e, engine not started', unit: 's', values: times.e2e, plotted: true },
    ];
    return figures.filter(({ values }) => values.length > 0);
  },
};
