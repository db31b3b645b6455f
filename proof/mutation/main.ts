import { spawn } from 'node:child_process';
import { once } from 'node:events';
import engineUp, { engineDown } from '../../test/support/engine-up';

/**
 * Runs Stryker with an engine for the contract suites, which alone test src/aws/. Starts the engine that ENGINE names,
 * if necessary, once for all mutants.
 */
async function main(): Promise<void> {
  await engineUp();
  process.on('SIGINT', () => {}); // Ctrl-C also ends Stryker; this process then stops the engine.
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
