import type { Command } from 'commander';
import { stringify as toJson } from 'lossless-json';
import { JOB, KEY, NUMBER } from '../../src/row/attributes';
import { openStack } from '../session';
import { positive } from '../terminal/options';
import { output } from '../terminal/output';
import { readRows } from '../workflow/rows';

const CELL = 28;
const COLUMNS = 6;

export function rows(program: Command): void {
  program
    .command('rows')
    .description('print rows of the records table')
    .option('--dataset <name>', 'only rows of this dataset')
    .option('--job <id>', 'only rows that this job wrote')
    .option('--limit <n>', 'show at most n rows', positive, 20)
    .option('--json', 'print whole rows as JSON')
    .action(async (options: { dataset?: string; job?: string; limit: number; json?: boolean }) => {
      const { stack, aws } = await openStack();
      const out = output(options.json ?? false);
      const found = await readRows(stack, aws, options, options.limit);
      out.data(found);
      const { dataset } = options;
      if (found.length === 0) {
        const which = dataset ? ` of dataset ${dataset}` : '';
        return out.line(`No rows${which}. make status shows the outcome of each job.`);
      }
      const fields = [...new Set(found.flatMap(Object.keys))].filter(
        (field) => !([KEY, JOB, NUMBER] as string[]).includes(field),
      );
      const shown = fields.slice(0, COLUMNS);
      out.table(
        [KEY, ...shown],
        found
          .sort((a, b) => a[KEY].localeCompare(b[KEY], 'en', { numeric: true }))
          .map((row) => [cell(row[KEY]), ...shown.map((field) => cell(row[field]))]),
      );
      const hidden = fields.slice(COLUMNS);
      const named = hidden.slice(0, COLUMNS).join(', ');
      const more = hidden.length > COLUMNS ? ` and ${hidden.length - COLUMNS} more` : '';
      out.line(
        `\nrows: ${found.length}${hidden.length > 0 ? `; columns that only --json prints: ${named}${more}` : ''}`,
      );
    });
}

function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : (toJson(value) ?? '');
  return text.length > CELL ? `${text.slice(0, CELL - 1)}…` : text;
}
