import { spawnSync } from 'node:child_process';
import type { CommandGroups } from './terminal/main';

/**
 * Loads the commands. They import src/, which a lab may have left in a state that cannot be compiled: `lab-reset` has to
 * work all the same.
 */
async function commands(): Promise<CommandGroups> {
  try {
    return (await import('./commands')).groups;
  } catch (error) {
    const { codeUnreadable } = await import('./labs/unreadable');
    const { failed } = await import('./terminal/main');
    if (!process.argv.includes('lab-reset')) failed(codeUnreadable(error), 2);
    const { Workshop } = await import('./labs/workshop');
    const { ROOT } = await import('./root');
    const workshop = new Workshop(ROOT);
    if (!workshop.open) failed(codeUnreadable(error), 2);
    const { printPutBack } = await import('./terminal/lab');
    const { output } = await import('./terminal/output');
    printPutBack(workshop.close(), output(process.argv.includes('--json')));
    const [, ...args] = process.argv;
    process.exit(
      spawnSync(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit' }).status ?? 2,
    );
  }
}

async function run(): Promise<void> {
  const groups = await commands();
  const { main } = await import('./terminal/main');
  await main('Runs the workflow on an offline engine and shows what happens in it.', groups);
}

void run();
