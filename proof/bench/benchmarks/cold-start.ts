import type { Benchmark, Figure } from '../figure';
import { FunctionBench } from '../function-bench';

export const coldStart: Benchmark = {
  name: 'cold-start',
  title: 'Cold start',
  about: `The time before a function can work: the time in which Node.js loads its bundle, which Lambda calls Init Duration, and
the first call, on an AWS that answers at once.`,
  onEngine: false,
  async measure({ runs }, report) {
    const bench = await FunctionBench.open();
    const taken = {
      extract: [] as { initMs: number; firstMs: number }[],
      load: [] as { initMs: number; firstMs: number }[],
    };
    try {
      const key = await bench.give('ndjson', 1);
      for (let run = 0; run < runs; run++) {
        report(`run ${run + 1} of ${runs}`);
        taken.extract.push(await bench.extract([key]));
        taken.load.push(await bench.load(bench.parts(key)));
      }
    } finally {
      bench.close();
    }
    const figures: Figure[] = [];
    for (const name of ['extract', 'load'] as const) {
      const times = taken[name];
      figures.push(
        {
          name: `${name}: init`,
          unit: 'ms',
          values: times.map(({ initMs }) => initMs),
          goal: { atMost: 150 },
          plotted: true,
        },
        {
          name: `${name}: first call`,
          unit: 'ms',
          values: times.map(({ firstMs }) => firstMs),
          plotted: true,
        },
      );
    }
    return figures;
  },
};
