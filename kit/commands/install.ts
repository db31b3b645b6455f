import type { Command } from 'commander';
import { engine } from '../session';
import { step } from '../terminal/progress';

export function install(program: Command): void {
  program
    .command('install')
    .description('install what the chosen engine needs into .sluice/')
    .action(installEngine);
}

/** Installs what the chosen engine needs; does nothing the second time. */
export async function installEngine(): Promise<void> {
  const { engine: chosen, why } = await engine();
  await step(`Engine ${chosen.name} (${why})`, (report) => chosen.install(report));
}
