import { keyOf, type Service } from './probe';
import type { Results } from './results';

const LIKE_AWS = '✔';
const NOT_LOOKED_AT = '—';

/** The Markdown of docs/parity.md: a column for each engine, a row for each probe. */
export function pageOf(services: readonly Service[], results: readonly Results[]): string {
  const keys = services.flatMap((service) => service.probes.map((probe) => keyOf(service, probe)));
  const engines = results.map((result) => [
    result.engine,
    result.version,
    result.date,
    `${alike(services, result)} of ${keys.filter((key) => key in result.seen).length}`,
  ]);
  return [
    '# Where the engines differ from AWS',
    '',
    'Each row is a behaviour of AWS that this workflow leans on, with the page that states it. `make parity` tries each',
    'one on the engine that runs, or with `STAGE=dev` on AWS, with resources of its own that it deletes again. It writes',
    'what it saw to `docs/parity/` and makes this page of it, so an engine that was not at hand keeps its last results.',
    '',
    ...table(['Engine', 'Version', 'Tried on', 'Like AWS'], engines),
    '',
    `${LIKE_AWS} means like AWS; a text is what happens instead; ${NOT_LOOKED_AT} means not tried yet.`,
    ...services.flatMap((service) => section(service, results)),
    '',
  ].join('\n');
}

function section(service: Service, results: readonly Results[]): string[] {
  const rows = service.probes.map((probe) => [
    probe.name,
    `[${plain(probe.aws)}](${probe.address})`,
    ...results.map(({ seen }) => {
      const saw = seen[keyOf(service, probe)];
      if (saw === undefined) return NOT_LOOKED_AT;
      return saw === probe.aws ? LIKE_AWS : plain(saw);
    }),
  ]);
  return ['', `## ${service.name}`, '', ...table(['', 'AWS', ...results.map(({ engine }) => engine)], rows)];
}

/** How many probes of a run saw what AWS does. */
export function alike(services: readonly Service[], { seen }: Results): number {
  return services.flatMap((service) =>
    service.probes.filter((probe) => seen[keyOf(service, probe)] === probe.aws),
  ).length;
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** One line that cannot end a table's cell. */
function plain(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}
