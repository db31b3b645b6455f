import type { ActiveRule } from '../../faults/rules';
import type { JobView, View } from '../view';

const NUMBERS = new Intl.NumberFormat('en');
export const count = (n: number): string => NUMBERS.format(n);

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Returns a text that fits, with its end cut off. */
export function shorten(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1)}…` : text;
}

export function seconds(ms: number): string {
  return ms < 0 ? '0 s' : `${ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`;
}

/** Returns how long a call took. */
export function took(ms: number): string {
  return ms < 1000 ? `${ms} ms` : seconds(ms);
}

/** A shape and a word for each phase: no state is shown by colour alone. */
export const PHASES: Readonly<Record<JobView['phase'], { readonly shape: string; readonly word: string }>> = {
  waiting: { shape: '○', word: 'waiting' },
  extracting: { shape: '◐', word: 'extracting' },
  loading: { shape: '◕', word: 'loading' },
  done: { shape: '✔', word: 'done' },
  failed: { shape: '✘', word: 'failed' },
};
export const KILLED = { shape: '⊗', word: 'killed' } as const;

export const COUNTS = ['accepted', 'rejected', 'superseded', 'filtered'] as const;

/** Returns a rule as a sentence. */
export function sentence({
  fault,
  operation,
  service,
  function: name,
  times,
  ms,
  items,
  skip,
  key,
}: Partial<ActiveRule>): string {
  const calls = `${operation ?? service ?? ''} call${times === 1 ? '' : 's'}`.trim();
  const which =
    times === undefined
      ? `Every ${calls.replace(/s$/, '')}`
      : `The next ${times === 1 ? '' : `${times} `}${calls}`;
  const after = skip ? `, after the first ${skip},` : '';
  const about = `${name ? ` of ${name}` : ''}${key ? ` with “${key}” in the key` : ''}${after}`;
  const one = times === undefined || times === 1;
  const does =
    fault === 'delay'
      ? `${one ? 'waits' : 'wait'} ${(ms ?? 0) / 1000} s`
      : fault === 'unprocessed' && items
        ? `${one ? 'gets' : 'get'} ${plural(items, 'item')} back unprocessed`
        : (doing(fault, one) ?? `${one ? 'answers' : 'answer'} ${fault}`);
  return `${which}${about} ${does}.`;
}

/** Returns what calls hit by a fault do; undefined for a fault that answers an error. */
export function doing(fault: string | undefined, one: boolean): string | undefined {
  const does: Record<string, readonly [string, string]> = {
    delay: ['waits', 'wait'],
    reset: ['loses its connection', 'lose their connection'],
    cut: ['gets half an answer', 'get half an answer'],
    kill: ['kills its function', 'kill their function'],
    unprocessed: ['gets half of the items back unprocessed', 'get half of the items back unprocessed'],
  };
  return does[fault ?? '']?.[one ? 0 : 1];
}

/** Returns a command as typed in a shell. */
export function sluice(
  command: string,
  args: readonly string[] = [],
  options: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === '' || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}`, quoted(String(value))];
  });
  return ['./sluice', command, ...args.map(quoted), ...words].join(' ');
}

function quoted(value: string): string {
  return /^[\w.,:/@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** Returns a sentence for each change that is worth a word. */
export function changesOf(before: View, after: View): readonly string[] {
  // The first look finds what was there already.
  if (before.queues === undefined) return [];
  const phases = new Map(before.jobs.map((job) => [job.id, job.phase]));
  const said = after.jobs
    .filter((job) => phases.get(job.id) !== job.phase)
    .map((job) => {
      if (job.phase === 'done') return `${job.key} is done: ${plural(job.accepted, 'row')} in the table.`;
      if (job.phase === 'failed') return `${job.key} failed: ${job.reason ?? 'its function ended'}.`;
      return `${job.key}: ${job.phase}.`;
    });
  if (after.letterCount > before.letterCount)
    said.push(`A dead letter has arrived. There are ${after.letterCount}.`);
  return said;
}
