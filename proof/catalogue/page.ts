import type { Results, Shown } from './results';

/** Returns the Markdown of docs/internals/faults.md: a row for each promise, a column for each engine. */
export function pageOf(results: readonly Results[]): string {
  const promises = new Map<number, string>();
  for (const { promises: all } of results)
    for (const { number, promise } of all) promises.set(number, promise);
  const rows = [...promises].sort(([a], [b]) => a - b);
  return [
    '# What can go wrong, and what then happens',
    '',
    'This page is the fault catalogue. Each row is a promise with a test of the same number in [test/faults](../../test/faults).',
    'Each test checks that rows read = accepted + rejected + superseded + filtered, and compares every value. `./sluice catalogue`',
    'runs the tests on the engine that `ENGINE` names. `./sluice catalogue-report` also writes the results to',
    '`docs/internals/faults/` and generates this page. `./sluice breaks` shows that each test can fail, by removing',
    '[the code that keeps its promise](../../proof/breaks/breaks.ts).',
    '',
    ...table(
      ['Engine', 'Version', 'Tried on', 'Kept'],
      results.map(({ engine, version, date, promises: all }) => [
        ...[engine, version, date],
        `${all.filter(({ kept }) => kept).length} of ${rows.length}`,
      ]),
    ),
    '',
    '✔ means that the promise was kept, ✘ that it was not, and — that it has not been tried. Most tests work end to end: they',
    'send a message or a file, and check the items, the rejects report and the dead-letter queues. The others say how they',
    'work. *Recorded event*: an engine cannot be made to do this, such as deliver an event twice, so the test calls the',
    'deployed function with an event in the form that AWS sends. *Fault proxy*: a proxy between the functions and the engine',
    '(`./sluice fault`) acts like a bad network or a busy service.',
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
