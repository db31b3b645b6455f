import type { Command } from 'commander';
import waitOn from 'wait-on';
import { KitError } from '../errors';
import { engine } from '../session';
import { positive } from '../terminal/options';
import { step } from '../terminal/progress';

export function ready(program: Command): void {
  program
    .command('ready')
    .description('wait until the engine answers')
    .option('--timeout <seconds>', 'give up after so many seconds', positive, 60)
    .action(async ({ timeout }: { timeout: number }) => {
      const { engine: chosen, place } = await engine();
      const running = await chosen.running();
      const endpoint = running?.endpoint ?? `http://127.0.0.1:${place.port}`;
      const resource = `${endpoint.replace('http://', 'http-get://')}/_localstack/health`;
      await step(`Waiting for ${endpoint}`, () =>
        waitOn({ resources: [resource], timeout: timeout * 1000, interval: 100, proxy: false }).catch(
          (cause: unknown) => {
            throw new KitError({
              code: 'NOT_RUNNING',
              message: `Nothing answered at ${endpoint} within ${timeout} s.`,
              fix: 'make start',
              cause,
            });
          },
        ),
      );
    });
}
