import type { Benchmark, Figure } from '../figure';
import { FunctionBench, type ShapeTaken } from '../function-bench';
import type { FunctionTaken } from '../processes/function';
import { SHAPES } from '../shapes';

const MIB = 2 ** 20;
const LONE_MIB = 31;

/** In MiB: a file alone, and the ten of a batch together. */
const SIZES = { small: { alone: 4, batch: 5 }, full: { alone: 256, batch: 64 } };

/** The format that takes the longest is also extracted at the largest size that a job may have. */
const SLOWEST = 'dense CSV';

export const memory: Benchmark = {
  name: 'memory',
  title: 'Memory does not grow with the input, whatever its shape',
  about: `The most that a process of its own holds (its peak resident size) while it extracts a file whose rows have ids:
the deployed bundle, with the heap of a 512 MB function, reading and writing over HTTP. The S3 is a stand-in that serves
files and answers at once ([proof/bench/instant-aws.ts](../../proof/bench/instant-aws.ts)), so that nothing is waited for and memory
has every chance to pile up. A file is as large as its name says before compression, or as large as a job may be where
that is less ([src/job-limits.ts](../../src/job-limits.ts)); so are the ten files of a batch, which share
the size of one. The slope is what 100 MiB more of input add to the peak. MB/s are those of one processor.`,
  onEngine: false,
  async measure({ size, runs }, report) {
    const { alone, batch } = SIZES[size];
    const bench = await FunctionBench.open();
    const figures: Figure[] = [];
    const add = (name: string, taken: readonly FunctionTaken[]) => {
      const values = taken.map(({ peakMiB }) => peakMiB);
      figures.push({ name, unit: 'MiB', values, goal: { atMost: 512 }, plotted: true });
    };
    const measured = async (name: string, bytes: number, files = 1) => {
      const taken: ShapeTaken[] = [];
      for (let run = 0; run < runs; run++) {
        report(`${name}: ${files} of ${Math.round(bytes / files / MIB)} MiB, run ${run + 1} of ${runs}`);
        taken.push(await bench.extractShape(name, bytes, files));
      }
      return taken;
    };
    try {
      for (const name of Object.keys(SHAPES)) {
        const whole = await measured(name, alone * MIB);
        const [{ bytes }] = whole as [ShapeTaken];
        const quarter = await measured(name, bytes / 4);
        add(`${name}: ${Math.round(bytes / MIB)} MiB`, whole);
        const ten = await measured(name, batch * MIB, 10);
        add(`${name}: ten of ${((ten[0] as ShapeTaken).bytes / 10 / MIB).toFixed(1)} MiB`, ten);
        const slopes = whole.map(({ peakMiB }, i) => {
          const before = quarter[i] as ShapeTaken;
          return (peakMiB - before.peakMiB) / ((bytes - before.bytes) / (100 * MIB));
        });
        figures.push(
          { name: `${name}: slope`, unit: 'MiB per 100 MiB', values: slopes },
          { name, unit: 'MB/s', values: whole.map(({ processorMs }) => bytes / 1000 / processorMs) },
        );
      }
      if (size === 'full') {
        const largest = await measured(SLOWEST, Number.MAX_SAFE_INTEGER);
        add(
          `${SLOWEST}: ${Math.round((largest[0] as ShapeTaken).bytes / MIB)} MiB, the most a job may have`,
          largest,
        );
      }
      const lone: FunctionTaken[] = [];
      for (let run = 0; run < runs; run++) lone.push(await bench.loadLone(LONE_MIB * MIB));
      add(`load of a lone CSV of ${LONE_MIB} MiB`, lone);
    } finally {
      bench.close();
    }
    return figures.sort((a, b) => Number(b.plotted ?? false) - Number(a.plotted ?? false));
  },
};
