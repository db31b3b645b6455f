import { setTimeout as pause } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import { readLogs } from '../pipeline/logs';
import { engine, openStack } from '../session';
import { positive } from '../terminal/options';

const EVERY_MS = 1000;

export function logs(program: Command): void {
  program
    .command('logs')
    .description('what the functions logged')
    .addArgument(
      new Argument('[source]', 'whose').choices(['extract', 'load', 'engine', 'all']).default('all'),
    )
    .option('--minutes <n>', 'of the last so many minutes', positive, 15)
    .option('--follow', 'go on, until Ctrl-C')
    .action(async (source: string, { minutes, follow = false }: { minutes: number; follow?: boolean }) => {
      if (source === 'engine') {
        for (const line of await (await engine()).engine.tail(100)) process.stdout.write(`${line}\n`);
        return;
      }
      const { stack, aws } = await openStack();
      const names = [stack.extractFunction, stack.loadFunction].filter(
        (name) => source === 'all' || name.endsWith(source),
      );
      let since = Date.now() - minutes * 60_000;
      do {
        const lines = (await Promise.all(names.map((name) => readLogs(aws, name, since)))).flat();
        for (const { at, source: name, text } of lines.sort((a, b) => a.at - b.at)) {
          process.stdout.write(`${new Date(at).toISOString()} ${name} ${text}\n`);
          since = Math.max(since, at + 1);
        }
        if (lines.length === 0 && !follow) process.stderr.write(`Nothing in the last ${minutes} minutes.\n`);
        if (follow) await pause(EVERY_MS);
      } while (follow);
    });
}
