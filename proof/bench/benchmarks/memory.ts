import type { Benchmark, Figure } from '../figure';
import { FunctionBench, type ShapeTaken } from '../function-bench';
import type { FunctionTaken } from '../processes/function';
import { SHAPES } from '../shapes';

const MIB = 2 ** 20;
const LONE_MIB = 31;

/** Sizes in MiB: of a single file, and of the ten files of a batch together. */
const SIZES = { small: { alone: 4, batch: 5 }, full: { alone: 256, batch: 64 } };

/** The slowest format, which is also extracted at the largest size of a job. */
const SLOWEST = 'dense CSV';

export const memory: Benchmark = {
  name: 'memory',
  title: 'Memory does not grow with the input, whatever its shape',
  about: `The peak resident memory of a separate process that extracts a file whose rows have ids. The process runs the deployed
bundle with the heap of a 512 MB function, and reads and writes over HTTP. The S3 is a stand-in that serves files and
answers at once ([proof/bench/instant-aws.ts](../../../proof/bench/instant-aws.ts)). Nothing waits, so memory can grow as fast as
possible. The name of a file says its size before compression. A file is smaller if a job may not be that large
([src/job-limits.ts](../../../src/job-limits.ts)). The ten files of a batch share the size of one. The slope is the growth of the peak per
100 MiB of input. MB/s are for one processor.`,
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
