import { spawn } from 'node:child_process';
import { once } from 'node:events';
import engineUp, { engineDown } from '../../test/support/engine-up';

/**
 * Stryker, with an engine beside it for the contract suites: what src/aws/ does shows only there. The engine that ENGINE
 * says is started if it does not run, once for all mutants.
 */
async function main(): Promise<void> {
  await engineUp();
  process.on('SIGINT', () => {}); // It reaches Stryker as well, and the engine is to be stopped after that.
  try {
    const stryker = spawn(
      'proof/node_modules/.bin/stryker',
      ['run', 'proof/mutation/stryker.config.mjs', ...process.argv.slice(2)],
      { stdio: 'inherit' },
    );
    [process.exitCode] = await once(stryker, 'exit');
  } finally {
    await engineDown();
  }
}

main();
