import type { Command } from 'commander';
import { openStack } from '../session';
import { positive } from '../terminal/options';
import { output } from '../terminal/output';
import { readRejects } from '../workflow/rejects';

const RAW = 60;

interface Options {
  dataset?: string;
  job?: string;
  limit: number;
  json?: boolean;
}

export function rejects(program: Command): void {
  program
    .command('rejects')
    .description('list the rows that were rejected, and why')
    .option('--dataset <name>', 'only rows of this dataset')
    .option('--job <id>', 'only rows of this job')
    .option('--limit <n>', 'show at most n rows', positive, 20)
    .option('--json', 'print whole rows as JSON')
    .action(async ({ dataset, job, limit, json = false }: Options) => {
      const { stack, aws } = await openStack();
      const out = output(json);
      const all = await readRejects(stack, aws, { dataset, job });
      const found = all.slice(0, limit);
      out.data(found);
      if (all.length === 0) return out.line(`No rejected rows${dataset ? ` of dataset ${dataset}` : ''}.`);
      out.table(
        ['job', 'dataset', 'row', 'code', 'what is wrong', 'the row'],
        found.map(({ raw, ...reject }) => [
          reject.job,
          reject.dataset,
          reject.row,
          reject.code,
          reject.message,
          short(raw),
        ]),
      );
      out.line(`\nrows: ${found.length} of ${all.length.toLocaleString('en')}; --json prints them whole`);
    });
}

function short(raw: string): string {
  const line = raw.trim().replace(/\s+/g, ' ');
  return line.length > RAW ? `${line.slice(0, RAW - 1)}…` : line;
}
