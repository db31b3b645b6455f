import { EngineBench } from '../engine-bench';
import { type Benchmark, type Figure, ratio } from '../figure';

const ROWS = {
  small: { large: 2000, files: 4, each: 250 },
  full: { large: 100_000, files: 100, each: 1000 },
};

export const throughput: Benchmark = {
  name: 'throughput',
  title: 'The chain, against the most that the engine writes',
  about: `Rows per second from sending the message to the last part's receipt, divided by the rate of bare BatchWriteItem on the
same engine. The bare writes use the same items, marshalled beforehand, in batches of 25, with the best number of
concurrent writers (1, 2, 4, 8 and 16 are tried each time). The input is one large file, or many small files that are
sent at once. The chain also polls, starts functions, reads, checks and writes parts before its first item; the bare
writes do not.`,
  onEngine: true,
  async measure({ size, runs }, report) {
    const bench = await EngineBench.open(report);
    const { large, files, each } = ROWS[size];
    const rate = { ceiling: [] as number[], large: [] as number[], many: [] as number[] };
    const writers: number[] = [];
    const settled: number[] = [];
    await bench.chain(1, each); // Starts the functions.
    for (let run = 0; run < runs; run++) {
      report(`run ${run + 1} of ${runs}: bare writes`);
      const ceiling = await bench.ceiling(large);
      rate.ceiling.push((large / ceiling.ms) * 1000);
      writers.push(ceiling.writers);
      report(`run ${run + 1} of ${runs}: one file of ${large.toLocaleString('en')} rows`);
      const one = await bench.chain(1, large);
      rate.large.push((large / one.ms) * 1000);
      report(`run ${run + 1} of ${runs}: ${files} files of ${each.toLocaleString('en')} rows`);
      const many = await bench.chain(files, each);
      rate.many.push(((files * each) / many.ms) * 1000);
      settled.push(one.settledMs, many.settledMs);
    }
    await bench.empty();
    const one = `one file of ${large.toLocaleString('en')} rows`;
    const many = `${files} files of ${each.toLocaleString('en')} rows`;
    const over = (name: string, rates: number[], atLeast: number): Figure => ({
      ...{
        name,
        unit: '× bare writes',
        values: ratio(rates, rate.ceiling),
        goal: { atLeast },
        plotted: true,
      },
    });
    return [
      over(one, rate.large, 0.9),
      over(many, rate.many, 0.7),
      { name: one, unit: 'rows/s', values: rate.large },
      { name: many, unit: 'rows/s', values: rate.many },
      { name: 'bare writes', unit: 'rows/s', values: rate.ceiling },
      { name: 'bare writes: best number of writers', unit: '', values: writers },
      { name: 'from the last receipt until it is known', unit: 'ms', values: settled, goal: { atMost: 250 } },
    ];
  },
};
