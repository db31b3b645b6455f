import type { Command } from 'commander';
import { engine, openStack } from '../session';
import { requireOffline, stageOf } from '../stack/stage';
import { deployStage } from './deploy';
import { installEngine } from './install';
import { run } from './run';
import { seed } from './seed';
import { startEngine } from './start';

export function up(program: Command): void {
  program
    .command('up')
    .description('install, start, deploy, run the sample jobs and print the results')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const stage = stageOf(process.env);
      requireOffline(stage, 'make up');
      const chosen = await engine();
      await installEngine(chosen);
      await deployStage(await startEngine(chosen));
      const opened = await openStack();
      await seed(opened);
      await run(opened, json);
    });
}
