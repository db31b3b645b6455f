import type { Command } from 'commander';
import { waitFor } from '../engines/health';
import { engine, notRunning } from '../session';
import { positive } from '../terminal/options';
import { step } from '../terminal/progress';

export function ready(program: Command): void {
  program
    .command('ready')
    .description('wait until the engine answers')
    .option('--timeout <seconds>', 'give up after this many seconds', positive, 60)
    .action(async ({ timeout }: { timeout: number }) => {
      const running = async () => (await engine()).engine.running();
      await step('Waiting for the engine', async () => {
        const answer = await waitFor(running, timeout * 1000);
        if (!answer) throw await notRunning((await engine()).engine);
      });
    });
}
