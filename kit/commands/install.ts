import type { Command } from 'commander';
import { type Chosen, engine } from '../session';
import { step } from '../terminal/progress';

export function install(program: Command): void {
  program
    .command('install')
    .description('install what the chosen engine needs into .sluice/')
    .action(async () => installEngine(await engine()));
}

/** Installs what the chosen engine needs; does nothing the second time. */
export async function installEngine({ engine: chosen, why }: Chosen): Promise<void> {
  await step(`Engine ${chosen.name} (${why})`, (report) => chosen.install(report));
}
