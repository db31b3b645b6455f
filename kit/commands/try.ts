import path from 'node:path';
import type { Command } from 'commander';
import { codeOf } from '../../src/errors';
import { toJson } from '../../src/row/value';
import { thrownBy } from '../../src/step/thrown';
import { wayOut } from '../codes';
import { KitError } from '../errors';
import { type FileOptions, messageFields, positive, withFileOptions } from '../terminal/options';
import { type Output, output, warn } from '../terminal/output';
import { bold } from '../terminal/style';
import { OWN_STEP, readPipeline, withoutEntry } from '../workflow/own-step';
import { requestOf, requireFile } from '../workflow/send';
import { type Tried, type TriedRow, tryFile } from '../workflow/try';

/** The most characters of a row that are shown. */
const ROW_CHARS = 90;
/** The stack lines that are shown: what was thrown, and where. */
const STACK_LINES = 5;

interface Options extends FileOptions {
  pipeline: string;
  limit: number;
  json?: boolean;
}

export function tryCommand(program: Command): void {
  const command = program
    .command('try')
    .description('show what your own step does to a file, without an engine')
    .argument('<file>', 'the path of a file');
  withFileOptions(command)
    .option('--pipeline <file>', 'the file that holds the step', OWN_STEP)
    .option('--limit <n>', 'show the first n rows', positive, 20)
    .option('--json', 'print JSON')
    .action(async (file: string, { pipeline, limit, json = false, ...about }: Options) => {
      await requireFile(file);
      const request = requestOf({ key: path.basename(file), ...messageFields(about) });
      const own = readPipeline(pipeline);
      const tried = await tryFile(file, request, own, limit);
      const warning = withoutEntry(own, tried.dataset, pipeline);
      const out = output(json);
      out.data({ ...tried, ...(tried.failure && { failure: told(tried.failure) }) });
      print(tried, out);
      if (warning) warn(warning);
      for (const { code, message } of tried.warnings) warn(`${message}. ${wayOut(code)}`);
      if (tried.failure) throw failed(tried.failure, pipeline);
    });
}

function print({ dataset, id, rows, counts, codes }: Tried, out: Output): void {
  out.line(`dataset ${bold(dataset)}, id ${id.length > 0 ? id.join(', ') : 'the row number'}\n`);
  const { rows: read, accepted, rejected, superseded, filtered } = counts;
  if (rows.length > 0) {
    out.table(['row', 'becomes', ''], rows.map(cells));
    const more = accepted + rejected + superseded + filtered - rows.length;
    if (more > 0) out.line(`… and ${more.toLocaleString('en')} more; LIMIT=… shows more rows`);
    out.line();
  }
  out.table(
    ['rows read', 'accepted', 'rejected', 'superseded', 'filtered'],
    [[read, accepted, rejected, superseded, filtered]],
  );
  if (codes.length === 0) return;
  out.line();
  out.table(
    ['code', 'rows', 'first', 'what is wrong there'],
    codes.map(({ code, rows, first, message }) => [code, rows, first, message]),
  );
}

function cells(row: TriedRow): (string | number)[] {
  switch (row.became) {
    case 'filtered':
      return [row.number, row.became, ''];
    case 'rejected':
      return [row.number, row.became, `${row.code}: ${row.message}`];
    default:
      return [row.number, row.became, short(toJson(row.row))];
  }
}

function short(text: string): string {
  return text.length > ROW_CHARS ? `${text.slice(0, ROW_CHARS - 1).toWellFormed()}…` : text;
}

/**
 * Returns a failure with everything that is known about it: this output goes to the user's own terminal, not to a log.
 */
function told(failure: Error): { code: string; message: string; thrown?: string } {
  const thrown = thrownBy(failure);
  if (thrown === undefined) return { code: codeOf(failure), message: failure.message };
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const lines = text.split('\n');
  const own = lines.findIndex((line) => line.includes('/src/step/'));
  return {
    code: codeOf(failure),
    message: failure.message,
    thrown: lines.slice(0, own > 0 ? own : STACK_LINES).join('\n'),
  };
}

/** Tried, not sent: there is nothing to deploy or to redrive yet. */
function failed(failure: Error, pipeline: string): KitError {
  const { code, message, thrown } = told(failure);
  return new KitError({
    code,
    message: thrown === undefined ? message : `${message}\n${thrown}`,
    fix: wayOut(code) === wayOut('TRANSFORM_FAILED') ? `Correct ${pipeline}, and try again.` : wayOut(code),
  });
}
