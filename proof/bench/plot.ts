import type { TopLevelSpec } from 'vega-lite';
import { type Figure, median } from './figure';

/** A benchmark's plotted figures as an SVG: a bar for each median, a line from the least to the most, a mark at the goal. */
export async function plot(title: string, figures: readonly Figure[]): Promise<string> {
  // Both packages are ES modules.
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = vegaLite.compile(specOf(title, figures));
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

function specOf(title: string, figures: readonly Figure[]): TopLevelSpec {
  const values = figures.map(({ name, values: taken, goal }) => ({
    ...{ name, median: median(taken), least: Math.min(...taken), most: Math.max(...taken) },
    ...(goal && { goal: 'atLeast' in goal ? goal.atLeast : goal.atMost }),
  }));
  const y = { field: 'name', type: 'nominal', sort: null, title: null } as const;
  const x = { type: 'quantitative', title: figures[0]?.unit ?? '' } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, anchor: 'start' },
    background: 'white',
    width: 420,
    data: { values },
    encoding: { y },
    layer: [
      { mark: { type: 'bar', color: '#8ab4d8' }, encoding: { x: { ...x, field: 'median' } } },
      {
        mark: { type: 'rule', color: '#1f3b57' },
        encoding: { x: { ...x, field: 'least' }, x2: { field: 'most' } },
      },
      {
        transform: [{ filter: 'isValid(datum.goal)' }],
        mark: { type: 'tick', color: '#c0392b', thickness: 2 },
        encoding: { x: { ...x, field: 'goal' } },
      },
    ],
    config: { axis: { labelLimit: 320 }, view: { stroke: null } },
  };
}
