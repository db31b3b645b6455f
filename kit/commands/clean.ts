import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { allEngines, placeOf } from '../engines/choose';
import { BackgroundProxy } from '../faults/background';
import { ROOT } from '../session';
import { step } from '../terminal/progress';

/** The folders that clean deletes: `.sluice/`, and what builds and tests leave. */
const LEFT = ['.sluice', '.serverless', '.esbuild', 'coverage'];

export function clean(program: Command): void {
  program
    .command('clean')
    .description('stop everything and delete all downloads and build output except node_modules')
    .action(async () => {
      const place = placeOf(ROOT);
      await step('Cleaning', async (report) => {
        await new BackgroundProxy(place).clean(report);
        for (const engine of allEngines(place)) await engine.clean(report);
        for (const name of LEFT) await rm(path.join(ROOT, name), { recursive: true, force: true });
      });
    });
}
