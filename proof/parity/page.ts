import { keyOf, type Service } from './probe';
import type { Results } from './results';

const LIKE_AWS = '✔';
const NOT_TRIED = '—';

/** The Markdown of docs/internals/parity.md: a column for each engine, a row for each probe. Laid out as Biome lays it out. */
export function pageOf(services: readonly Service[], results: readonly Results[]): string {
  const addresses = [...new Set(services.flatMap(({ probes }) => probes.map(({ address }) => address)))];
  return [
    '# Where the engines differ from AWS',
    '',
    'Each row is a behaviour of AWS that this workflow leans on, with the page that states it. `./sluice parity` tries each',
    'one on the engine that runs, or with `STAGE=dev` on AWS, with resources of its own that it deletes again. It writes',
    'what it saw to `docs/internals/parity/` and makes this page of it, so an engine that was not at hand keeps its last results.',
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
    `${LIKE_AWS} means like AWS; a text is what happens instead; ${NOT_TRIED} means not tried yet.`,
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

/** How many probes of a run saw what AWS does. */
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

/** Columns of one width each, which is also how they are read best in a terminal. */
function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => widthOf(row[i] ?? ''))));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function widthOf(text: string): number {
  return [...text].length;
}

/** One line that cannot end a table's cell. */
function plain(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}
