import { EngineBench } from '../engine-bench';
import { type Benchmark, type Figure, ratio } from '../figure';

const ROWS = { small: 1000, full: 50_000 };

export const peers: Benchmark = {
  name: 'peers',
  title: 'The chain, against the loaders of the usual samples',
  about: `The usual sample reads the whole object into memory, parses it, and saves one item after another with PutItem. A better
sample sends batches of 25, one after another. Both run here as a plain process with the same items on the same engine.
They have no queue, no function to start, no CSV in between and no checks of rows, which is in their favour. Figures are
rows per second, in alternating runs.`,
  onEngine: true,
  async measure({ size, runs }, report) {
    const bench = await EngineBench.open(report);
    const rows = ROWS[size];
    const rate = { chain: [] as number[], item: [] as number[], batch: [] as number[] };
    await bench.chain(1, 1000); // Starts the functions.
    for (let run = 0; run < runs; run++) {
      report(`run ${run + 1} of ${runs}: the chain`);
      rate.chain.push((rows / (await bench.chain(1, rows)).ms) * 1000);
      for (const how of ['item', 'batch'] as const) {
        report(`run ${run + 1} of ${runs}: one ${how} at a time`);
        rate[how].push((rows / (await bench.sample(rows, how))) * 1000);
      }
    }
    await bench.empty();
    const over = (name: string, rates: number[]): Figure => ({
      ...{ name, unit: '× as fast', values: ratio(rate.chain, rates), goal: { atLeast: 5 }, plotted: true },
    });
    return [
      over('over one PutItem at a time', rate.item),
      over('over one batch of 25 at a time', rate.batch),
      { name: 'the chain', unit: 'rows/s', values: rate.chain },
      { name: 'one PutItem at a time', unit: 'rows/s', values: rate.item },
      { name: 'one batch of 25 at a time', unit: 'rows/s', values: rate.batch },
    ];
  },
};
