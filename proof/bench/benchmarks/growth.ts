import type { Benchmark, Figure } from '../figure';
import { FunctionBench } from '../function-bench';

const SIZES = { small: [1000, 5000, 20_000], full: [10_000, 100_000, 1_000_000] };

export const growth: Benchmark = {
  name: 'growth',
  title: 'A row costs the same in a file of any size',
  about: `Processor time a row in the deployed bundles, both functions together, AWS SDK included, on an AWS that answers
at once ([proof/bench/instant-aws.ts](../../proof/bench/instant-aws.ts)). NDJSON with ids. Each process has worked on the middle file
before: in the first hundred thousand rows Node.js still compiles, which a small file would pay for alone. The small file
is worked on ten times, and the time divided: once is so short that it would pay for the garbage of what was before.`,
  onEngine: false,
  async measure({ size, runs }, report) {
    const bench = await FunctionBench.open();
    const sizes = SIZES[size];
    const micros = sizes.map((): { extract: number[]; load: number[]; both: number[] } => ({
      ...{ extract: [], load: [], both: [] },
    }));
    try {
      const keys: string[] = [];
      for (const rows of sizes) keys.push(await bench.give('ndjson', rows));
      const [, warm = ''] = keys;
      const least = sizes[1] ?? 0;
      for (let run = 0; run < runs; run++) {
        for (const [i, rows] of sizes.entries()) {
          report(`${rows.toLocaleString('en')} rows, run ${run + 1} of ${runs}`);
          const times = Math.max(1, Math.round(least / rows));
          const again = <T>(all: readonly T[]) => Array.from({ length: times }, () => all).flat();
          const key = keys[i] ?? '';
          const extracted = await bench.extract(again([key]), [warm]);
          const loaded = await bench.load(again(bench.parts(key)), bench.parts(warm));
          const [extract, load] = [extracted, loaded].map(
            ({ processorMs }) => (processorMs * 1000) / (times * rows),
          ) as [number, number];
          micros[i]?.extract.push(extract);
          micros[i]?.load.push(load);
          micros[i]?.both.push(extract + load);
        }
      }
    } finally {
      bench.close();
    }
    const figures: Figure[] = sizes.flatMap((rows, i) => {
      const { extract = [], load = [], both = [] } = micros[i] ?? {};
      const name = `${rows.toLocaleString('en')} rows`;
      return [
        { name, unit: 'µs a row', values: both, plotted: true },
        { name: `${name}, extract`, unit: 'µs a row', values: extract },
        { name: `${name}, load`, unit: 'µs a row', values: load },
      ];
    });
    const spread = Array.from({ length: runs }, (_, run) => {
      const times = micros.map(({ both }) => both[run] as number);
      return Math.max(...times) / Math.min(...times);
    });
    figures.push({
      ...{ name: 'the dearest over the cheapest', unit: '×', values: spread, goal: { atMost: 1.15 } },
    });
    return figures;
  },
};
