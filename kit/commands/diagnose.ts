import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { dependencies, devDependencies } from '../../package.json';
import { chooseEngine, placeOf } from '../engines/choose';
import { sluiceFolder } from '../engines/engine';
import { run } from '../engines/run';
import { openStack, ROOT } from '../session';
import { output } from '../terminal/output';
import { redacted } from '../terminal/redact';
import { readLogs } from '../workflow/logs';
import { takeSnapshot, whatIsOpen } from '../workflow/settle';
import { engineStates } from './doctor';

const LOGS_OF_LAST_MS = 60 * 60_000;
const ENGINE_LINES = 500;

export function diagnose(program: Command): void {
  program
    .command('diagnose')
    .description('write a bundle for a bug report: versions, doctor, status and logs, without secrets')
    .action(async () => {
      // Runs before a stage is opened, because opening removes the caller's secrets from the environment.
      const env = { ...process.env };
      const place = placeOf(ROOT);
      const folder = path.join(sluiceFolder(place), 'diagnose');
      await mkdir(folder, { recursive: true });
      for (const [name, content] of Object.entries(pages())) {
        // A page that cannot be produced is a finding, too.
        const text = await content().catch((error: unknown) => `not available: ${error}`);
        await writeFile(path.join(folder, name), redacted(text, env));
      }
      output(false).line(
        `Written to ${path.relative(process.cwd(), folder)}/: review it before you share it.`,
      );
    });
}

/** Returns each file of the bundle with the function that produces its content. */
function pages(): Record<string, () => Promise<string>> {
  const place = placeOf(ROOT);
  return {
    'versions.json': async () =>
      toText({
        node: process.version,
        system: `${os.type()} ${os.release()} ${os.arch()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
        commit: (await run('git', ['rev-parse', 'HEAD'], { cwd: ROOT, timeoutMs: 5000 })).stdout,
        packages: { ...dependencies, ...devDependencies },
      }),
    'doctor.json': async () => {
      const { engine, why } = await chooseEngine(place);
      return toText({ engines: await engineStates(place), choice: { engine: engine.name, why } });
    },
    'engine.log': async () => (await (await chooseEngine(place)).engine.tail(ENGINE_LINES)).join('\n'),
    'status.json': async () => {
      const { stack, aws } = await openStack();
      const snapshot = await takeSnapshot(stack, aws);
      return toText({ ...snapshot, open: whatIsOpen(snapshot) });
    },
    'functions.log': async () => {
      const { stack, aws } = await openStack();
      const since = Date.now() - LOGS_OF_LAST_MS;
      const lines = [
        ...(await readLogs(aws, stack.extractFunction, since)),
        ...(await readLogs(aws, stack.loadFunction, since)),
      ];
      return lines
        .map(({ at, source, text }) => `${new Date(at).toISOString()} ${source} ${text}`)
        .join('\n');
    },
  };
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
