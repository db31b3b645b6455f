import type { FormatName } from '../../../src/formats/registry';
import { inProcess } from '../child';
import { type Benchmark, type Figure, ratio } from '../figure';
import { rowsFor } from '../input';
import type { CpuTaken, CpuTask } from '../processes/cpu';

const BYTES = { small: 2e6, full: 20e6 };
const FORMATS = { json: 'JSON array', ndjson: 'NDJSON', csv: 'CSV' } as const;

export const cpu: Benchmark = {
  name: 'cpu',
  title: 'The code alone, against the naive version',
  about: `The two functions without an engine, on objects in memory, compared with common code: the whole text through
\`JSON.parse\`, csv-stringify/sync and csv-parse/sync. This naive version checks no rows, finds no repeated ids, keeps no
types, and needs several times the size of the file in memory. Both versions alternate in one process for each format.`,
  onEngine: false,
  async measure({ size, runs }, report) {
    const figures: Figure[] = [];
    for (const [format, name] of Object.entries(FORMATS) as [FormatName, string][]) {
      report(name);
      const task: CpuTask = { format, runs, rows: rowsFor(format, BYTES[size]) };
      const taken = await inProcess<CpuTaken>('cpu', task);
      figures.push(
        against(`${name}, extract`, taken.extract, taken.naiveExtract),
        against(`${name}, load of its parts`, taken.load, taken.naiveLoad),
        ...speeds(`${name}, extract`, taken.extract, taken.naiveExtract),
        { name: `${name}, extract with a schema and a transform`, unit: 'MB/s', values: taken.step },
        ...reading(name, taken),
        ...speeds(`${name}, load of its parts`, taken.load, taken.naiveLoad),
      );
    }
    return figures.sort((a, b) => Number(b.plotted ?? false) - Number(a.plotted ?? false));
  },
};

function against(name: string, ours: number[], naive: number[]): Figure {
  return { name, unit: '× naive', values: ratio(ours, naive), goal: { atLeast: 1 }, plotted: true };
}

/** What an option for reading costs: the speed with it over the speed without. */
function reading(name: string, { extract, auto, decoded }: CpuTaken): Figure[] {
  const over = (option: string, values: number[]) => ({
    ...{ name: `${name}, extract with ${option}`, unit: '× without', values: ratio(values, extract) },
  });
  if (auto.length === 0) return [];
  return [over('delimiter auto', auto), over('encoding windows-1252', decoded)];
}

function speeds(name: string, ours: number[], naive: number[]): Figure[] {
  return [
    { name, unit: 'MB/s', values: ours },
    { name: `${name}, naive`, unit: 'MB/s', values: naive },
  ];
}
