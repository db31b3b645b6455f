import { bundled } from '../child';
import type { Claim, Figure } from '../figure';
import { FunctionBench } from '../function-bench';

/** Packages below so many bytes are shown together. */
const SHOWN_BYTES = 5000;

export const coldStart: Claim = {
  name: 'cold-start',
  title: 'Cold start',
  about: `What a function is before it can begin: the size of its minified bundle, and what each package takes of it by
esbuild's own account; the time in which Node.js loads it, which Lambda calls Init Duration; and the first call, on an
AWS that answers at once.`,
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
        ...(await weights(name)),
      );
    }
    return figures;
  },
};

/** The bundle's bytes, and those of each package in it. */
async function weights(name: 'extract' | 'load'): Promise<Figure[]> {
  const { output } = await bundled(name);
  const packages = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
    const [, of = 'Sluice itself'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
    packages.set(of, (packages.get(of) ?? 0) + bytesInOutput);
  }
  const heavy = [...packages].filter(([, bytes]) => bytes >= SHOWN_BYTES).sort((a, b) => b[1] - a[1]);
  const rest = output.bytes - heavy.reduce((sum, [, bytes]) => sum + bytes, 0);
  return [
    { name: `${name}: bundle`, unit: 'kB', values: [output.bytes / 1000], goal: { atMost: 300 } },
    ...[...heavy, ['all others', rest] as const].map(([of, bytes]) => ({
      ...{ name: `${name}: of that ${of}`, unit: 'kB', values: [bytes / 1000] },
    })),
  ];
}
