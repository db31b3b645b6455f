import type { Format } from '../../src/ledger/job';
import type { Claim, Figure } from '../figure';
import { ratio } from '../figure';
import { FunctionBench } from '../function-bench';
import { rowsFor } from '../input';

const MIB = 2 ** 20;
const SIZES = { small: [MIB, 4 * MIB, 16 * MIB], full: [MIB, 100 * MIB, 1024 * MIB] };
const FORMATS = { ndjson: 'NDJSON', json: 'one JSON array' } as const;

export const memory: Claim = {
  name: 'memory',
  title: 'Memory does not grow with the input',
  about: `The most that a process of its own holds (its peak resident size) while it extracts a file whose rows have ids:
the deployed bundle, with the heap of a 512 MB function, reading and writing over HTTP. The S3 is a stand-in that serves
files and answers at once ([bench/instant-aws.ts](../bench/instant-aws.ts)), so that nothing is waited for and memory
has every chance to pile up.`,
  onEngine: false,
  async measure({ size, runs }, report) {
    const bench = await FunctionBench.open();
    const figures: Figure[] = [];
    try {
      for (const [format, name] of Object.entries(FORMATS) as [Format, string][]) {
        const keys: string[] = [];
        for (const bytes of SIZES[size]) keys.push(await bench.give(format, rowsFor(format, bytes)));
        const peaks = SIZES[size].map((): number[] => []);
        for (let run = 0; run < runs; run++) {
          for (const [i, key] of keys.entries()) {
            report(`${name}, ${(SIZES[size][i] as number) / MIB} MiB, run ${run + 1} of ${runs}`);
            peaks[i]?.push((await bench.extract([key])).peakMiB);
          }
        }
        for (const [i, bytes] of SIZES[size].entries()) {
          figures.push({
            ...{ name: `${name} of ${bytes / MIB} MiB`, unit: 'MiB', values: peaks[i] ?? [], plotted: true },
            goal: { atMost: 512 },
          });
        }
        const [, middle = [], large = []] = peaks;
        figures.push({
          ...{ name: `${name}: the largest over the middle one`, unit: '×', values: ratio(large, middle) },
          goal: { atMost: 1.1 },
        });
      }
    } finally {
      bench.close();
    }
    return figures;
  },
};
