import { setTimeout as pause } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import { LAB_STAGE } from '../labs/on-stage';
import { openSince } from '../labs/progress';
import { engine, openStack, ROOT } from '../session';
import type { Stage } from '../stack/stage';
import { positive } from '../terminal/options';
import { line, note } from '../terminal/output';
import { parsed } from '../workflow/log-line';
import { type LogLine, readLogs } from '../workflow/logs';

const EVERY_MS = 1000;

export function logs(program: Command): void {
  program
    .command('logs')
    .description('print what the functions or the engine logged')
    .addArgument(
      new Argument('[fn]', 'whose log').choices(['extract', 'load', 'engine', 'all']).default('all'),
    )
    .option('--minutes <n>', 'show the last n minutes', positive, 15)
    .option('--follow', 'continue until Ctrl-C')
    .option('--json', 'print one JSON object per line, with every field and stack trace')
    .action(async (source: string, options: { minutes: number; follow?: boolean; json?: boolean }) => {
      const { minutes, follow = false, json = false } = options;
      if (source === 'engine') {
        for (const text of await (await engine()).engine.tail(100))
          line(json ? JSON.stringify({ source, text }) : text);
        return;
      }
      const { stack, aws, stage } = await openStack();
      const names = [stack.extractFunction, stack.loadFunction].filter(
        (name) => source === 'all' || name.endsWith(source),
      );
      const lab = labSince(stage);
      const earliest = Date.now() - minutes * 60_000;
      let since = Math.max(earliest, lab ?? 0);
      const span = since > earliest ? 'since the lab began' : `in the last ${minutes} minutes`;
      do {
        const lines = (await Promise.all(names.map((name) => readLogs(aws, name, since)))).flat();
        for (const logged of lines.sort((a, b) => a.at - b.at)) {
          line(json ? asJson(logged) : asText(logged));
          since = Math.max(since, logged.at + 1);
        }
        if (lines.length === 0 && !follow) note(`Nothing ${span}.`);
        if (follow) await pause(EVERY_MS);
      } while (follow);
    });
}

/** Returns when the open lab began, if this is the stage of the labs: older lines are about an earlier lab. */
function labSince({ name }: Stage): number | undefined {
  return name === LAB_STAGE ? openSince(ROOT) : undefined;
}

/** Returns a log line for people: the time (UTC), the function and what it said. */
function asText(logged: LogLine): string {
  const { at, level, message, more } = parsed(logged);
  const name = logged.source.split('-').at(-1) ?? '';
  const time = new Date(at).toISOString().slice(11, 23);
  return [time, name, level, message, more].filter((word) => word !== '').join('  ');
}

/** Returns a log line as JSON: `log` holds a line that is JSON; `text` holds any other line, such as Lambda's own. */
function asJson({ at, source, text }: LogLine): string {
  const head = { at: new Date(at).toISOString(), source };
  try {
    return JSON.stringify({ ...head, log: JSON.parse(text) });
  } catch {
    return JSON.stringify({ ...head, text });
  }
}
