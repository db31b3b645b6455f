import { spawnSync } from 'node:child_process';

/**
 * Loads the commands. They import src/, which a lab may have left in a state that cannot be compiled: `lab-reset` has to
 * work anyway.
 */
function commands(): typeof import('./commands') {
  try {
    return require('./commands');
  } catch (error) {
    const { codeUnreadable } = require('./labs/unreadable') as typeof import('./labs/unreadable');
    const { failed } = require('./terminal/main') as typeof import('./terminal/main');
    if (!process.argv.includes('lab-reset')) failed(codeUnreadable(error), 2);
    const { Workshop } = require('./labs/workshop') as typeof import('./labs/workshop');
    const { ROOT } = require('./root') as typeof import('./root');
    const workshop = new Workshop(ROOT);
    if (!workshop.open) failed(codeUnreadable(error), 2);
    const { printPutBack } = require('./terminal/lab') as typeof import('./terminal/lab');
    const { output } = require('./terminal/output') as typeof import('./terminal/output');
    printPutBack(workshop.close(), output(process.argv.includes('--json')));
    const [, ...args] = process.argv;
    process.exit(
      spawnSync(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit' }).status ?? 2,
    );
  }
}

async function run(): Promise<void> {
  const { groups, HELP } = commands();
  const { main } = require('./terminal/main') as typeof import('./terminal/main');
  await main(
    'Runs the workflow on an offline engine and shows what happens in it. proof/README.md lists more commands.',
    groups,
    HELP,
  );
}

void run();
