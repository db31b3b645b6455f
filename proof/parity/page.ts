import { keyOf, type Service } from './probe';
import type { Results } from './results';

const LIKE_AWS = '✔';
const NOT_TRIED = '—';

/** Returns the Markdown of docs/internals/parity.md: a column for each engine, a row for each probe. */
export function pageOf(services: readonly Service[], results: readonly Results[]): string {
  const addresses = [...new Set(services.flatMap(({ probes }) => probes.map(({ address }) => address)))];
  return [
    '# Where the engines differ from AWS',
    '',
    'Each row is a behaviour of AWS that the workflow depends on, with the page that states it. `./sluice parity` tests each row',
    'on the running engine, or on AWS with `STAGE=dev`. It creates its own resources and deletes them afterwards. It writes',
    'the results to `docs/internals/parity/` and generates this page. An engine that was not tested keeps its last results.',
    '',
    ...table(
      ['Engine', 'Version', 'Tried on', 'Like AWS'],
      results.map((result) => [
        result.engine,
        result.version,
        result.date,
        `${alike(services, result)} of ${tried(services, result)}`,
      ]),
    ),
    '',
    `${LIKE_AWS} means like AWS, ${NOT_TRIED} means not tested yet, and a text says what happens instead.`,
    ...services.flatMap((service) => section(service, results, addresses)),
    '',
    ...addresses.map((address, i) => `[${i + 1}]: ${address}`),
    '',
  ].join('\n');
}

function section(service: Service, results: readonly Results[], addresses: readonly string[]): string[] {
  const rows = service.probes.map((probe) => [
    probe.name,
    `[${plain(probe.aws)}][${addresses.indexOf(probe.address) + 1}]`,
    ...results.map(({ seen }) => {
      const saw = seen[keyOf(service, probe)];
      if (saw === undefined) return NOT_TRIED;
      return saw === probe.aws ? LIKE_AWS : plain(saw);
    }),
  ]);
  return ['', `## ${service.name}`, '', ...table(['', 'AWS', ...results.map(({ engine }) => engine)], rows)];
}

/** Returns how many probes of a run saw the behaviour of AWS. */
export function alike(services: readonly Service[], { seen }: Results): number {
  return sawOf(services, seen).filter(({ saw, aws }) => saw === aws).length;
}

function tried(services: readonly Service[], { seen }: Results): number {
  return sawOf(services, seen).filter(({ saw }) => saw !== undefined).length;
}

function sawOf(services: readonly Service[], seen: Results['seen']) {
  return services.flatMap((service) =>
    service.probes.map((probe) => ({ aws: probe.aws, saw: seen[keyOf(service, probe)] })),
  );
}

/** Pads columns to one width, which also reads well in a terminal. */
function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => widthOf(row[i] ?? ''))));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function widthOf(text: string): number {
  return [...text].length;
}

/** Returns a text on one line, without characters that end a table cell. */
function plain(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}
