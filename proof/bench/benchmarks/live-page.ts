import { EngineBench } from '../engine-bench';
import { type Benchmark, type Figure, median, ratio } from '../figure';
import { type Painted, ServedPage } from '../served-page';

const ROWS = {
  small: { large: 1000, files: 4, each: 100, loads: 2 },
  full: { large: 20_000, files: 40, each: 500, loads: 7 },
};
/** In this order in each run: the last is the first again, and shows what the order does. */
const STATES = ['without', 'served', 'open', 'ended'] as const;
type State = (typeof STATES)[number];

export const livePage: Benchmark = {
  name: 'live-page',
  title: 'What the live page costs the chain, and how soon it is drawn',
  about: `Rows per second from the message to the last part's receipt, divided by those before the page was served, in the same
run: while \`./sluice page\` is served and no browser is open, while Chromium shows it, and after it has ended. The page, the
browser, the engine and the functions share one machine, so the figures contain the processor time of all of them. While
the page is served, each call of a function goes through the fault proxy. The first paint is the browser's own
first-contentful-paint, the median of several loads.`,
  onEngine: true,
  async measure({ size, runs }, report) {
    const bench = await EngineBench.open(report);
    const { large, files, each, loads } = ROWS[size];
    const one = `one file of ${large.toLocaleString('en')} rows`;
    const many = `${files} files of ${each.toLocaleString('en')} rows`;
    const rates = { one: ratesOf(), many: ratesOf() };
    const painted: Painted[][] = [];
    const chain = async (state: State) => {
      // Pointing the functions elsewhere starts them again, and a new process is slower until it has seen as much work.
      await bench.chain(1, large);
      await bench.chain(files, each);
      rates.one[state].push((large / (await bench.chain(1, large)).ms) * 1000);
      rates.many[state].push(((files * each) / (await bench.chain(files, each)).ms) * 1000);
    };
    for (let run = 0; run < runs; run++) {
      const step = (state: State) => report(`run ${run + 1} of ${runs}: ${state}`);
      step('without');
      await chain('without');
      step('served');
      const page = await ServedPage.start();
      try {
        await chain('served');
        const paints: Painted[] = [];
        for (let load = 0; load < loads; load++) paints.push(await page.paint());
        painted.push(paints);
        step('open');
        await page.open();
        await chain('open');
      } finally {
        await page.end();
      }
      step('ended');
      await chain('ended');
    }
    await bench.empty();
    const over = (name: string, all: Rates, state: State, words: string, atLeast?: number): Figure => ({
      ...{ name: `${name}, ${words}`, unit: '× without the page', plotted: true },
      values: ratio(all[state], all.without),
      ...(atLeast !== undefined && { goal: { atLeast } }),
    });
    const eachLoad = (what: keyof Painted) =>
      painted.map((paints) => median(paints.map((paint) => paint[what])));
    return [
      ...(
        [
          [one, rates.one],
          [many, rates.many],
        ] as const
      ).flatMap(([name, all]) => [
        over(name, all, 'served', 'served, not open'),
        over(name, all, 'open', 'page open', 0.8),
        over(name, all, 'ended', 'page ended', 0.95),
      ]),
      { name: `${one}, without the page`, unit: 'rows/s', values: rates.one.without },
      { name: `${many}, without the page`, unit: 'rows/s', values: rates.many.without },
      { name: 'first paint', unit: 'ms', values: eachLoad('first'), goal: { atMost: 300 } },
      { name: 'until the river is drawn', unit: 'ms', values: eachLoad('river') },
    ];
  },
};

type Rates = Record<State, number[]>;
function ratesOf(): Rates {
  return { without: [], served: [], open: [], ended: [] };
}
