import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { run } from '../../kit/engines/run';
import { KitError } from '../../kit/errors';
import { engine, notRunning, ROOT } from '../../kit/session';
import { line, note } from '../../kit/terminal/output';
import { pageOf } from '../catalogue/page';
import { readResults, shownBy, writeResults } from '../catalogue/results';

const TIMEOUT_MS = 1_800_000;

export function catalogueReport(program: Command): void {
  program
    .command('catalogue-report')
    .description('run the fault catalogue on the running engine and write docs/internals/faults.md')
    .action(async () => {
      const { engine: chosen } = await engine();
      const running = await chosen.running();
      if (!running) throw await notRunning(chosen);
      const file = path.join(ROOT, '.sluice', 'faults.json');
      const jest = path.join(ROOT, 'node_modules', '.bin', 'jest');
      const { exitCode } = await run(jest, ['--selectProjects', 'faults', '--json', `--outputFile=${file}`], {
        cwd: ROOT,
        timeoutMs: TIMEOUT_MS,
        onLine: (line) => {
          if (!line.startsWith('{')) note(line);
        },
      });
      const date = new Date().toISOString().slice(0, 10);
      const promises = shownBy(JSON.parse(readFileSync(file, 'utf8')));
      writeResults(ROOT, { engine: chosen.name, version: running.version, date, promises });
      writeFileSync(path.join(ROOT, 'docs', 'internals', 'faults.md'), pageOf(readResults(ROOT)));
      line('Written to docs/internals/faults.md.');
      if (exitCode === 0) return;
      throw new KitError('NOT_KEPT');
    });
}
