import type { Benchmark, Figure } from '../figure';
import { FunctionBench } from '../function-bench';

const SIZES = { small: [1000, 5000, 20_000], full: [10_000, 100_000, 1_000_000] };

export const growth: Benchmark = {
  name: 'growth',
  title: 'A row costs the same in a file of any size',
  about: `Processor time per row in the deployed bundles of both functions, including the AWS SDK, on an AWS that answers at once
([proof/bench/instant-aws.ts](../../../proof/bench/instant-aws.ts)). The files are NDJSON with ids. Each process first works on the middle
file, because Node.js compiles code during the first hundred thousand rows, which would count against the small file. The
small file is processed ten times and the time is divided by ten, because one run is so short that earlier garbage
collection would dominate.`,
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
      ...{ name: 'the most expensive over the cheapest', unit: '×', values: spread, goal: { atMost: 1.15 } },
    });
    return figures;
  },
};
