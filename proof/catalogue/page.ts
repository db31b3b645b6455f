import type { Results, Shown } from './results';

/** The Markdown of docs/internals/faults.md: a row for each promise, a column for each engine. */
export function pageOf(results: readonly Results[]): string {
  const promises = new Map<number, string>();
  for (const { promises: all } of results)
    for (const { number, promise } of all) promises.set(number, promise);
  const rows = [...promises].sort(([a], [b]) => a - b);
  return [
    '# What can go wrong, and what then happens',
    '',
    'The fault catalogue: each row is a promise, and a test in [test/faults](../../test/faults) that carries its number. For',
    'every row, rows read = accepted + rejected + superseded + filtered, and every value is compared. `./sluice catalogue` tries them on the',
    'engine that `ENGINE` says; `./sluice catalogue-report` does, writes what it saw to `docs/internals/faults/`, and makes this page of it.',
    'That a test can fail is shown by `./sluice breaks`: it takes out [the code that keeps each promise](../../proof/breaks/breaks.ts).',
    '',
    ...table(
      ['Engine', 'Version', 'Tried on', 'Kept'],
      results.map(({ engine, version, date, promises: all }) => [
        ...[engine, version, date],
        `${all.filter(({ kept }) => kept).length} of ${rows.length}`,
      ]),
    ),
    '',
    '✔ is a promise kept, ✘ one that was not, — one not tried yet. Unless the row says otherwise it was shown end to end: a',
    'message or a file goes in, and the items, the rejects report and the dead-letter queues are looked at. Where AWS does',
    'what an engine cannot be made to do, such as delivering an event twice, the deployed function is called with a recorded',
    'event, in the shape in which AWS sends it. What the network or a busy service does is done by the fault proxy',
    '(`./sluice fault`) between the functions and the engine.',
    '',
    ...table(
      ['', 'Promise', ...results.map(({ engine }) => engine)],
      rows.map(([number, promise]) => [
        String(number),
        promise,
        ...results.map(({ promises: all }) => cell(all.find((shown) => shown.number === number))),
      ]),
    ),
    '',
  ].join('\n');
}

function cell(shown: Shown | undefined): string {
  if (!shown) return '—';
  const how = shown.how === 'end to end' ? '' : ` ${shown.how}`;
  return `${shown.kept ? '✔' : '✘'}${how}`;
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
