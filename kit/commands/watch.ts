import { watch as watchFolder } from 'node:fs/promises';
import path from 'node:path';
import { GetFunctionConfigurationCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import pc from 'picocolors';
import { readLedger } from '../pipeline/ledger';
import { send } from '../pipeline/send';
import { openStack, ROOT } from '../session';
import { requireOffline } from '../stack/stage';
import { follow, type Opened } from '../terminal/follow';
import { output } from '../terminal/output';
import { Bundle, ENTRIES, type FunctionName } from '../watch/bundle';

/** Editors write a file more than once when they save it. */
const SETTLE_MS = 30;

export function watch(program: Command): void {
  program
    .command('watch')
    .description('save a file in src/, and the functions made of it are updated and the last job runs again')
    .action(async () => {
      const opened = await openStack();
      requireOffline(
        opened.stage,
        '; watching is for offline stages.',
        `make deploy STAGE=${opened.stage.name}`,
      );
      const bundles = await Promise.all(Object.keys(ENTRIES).map((name) => Bundle.of(name as FunctionName)));
      const out = output(false);
      out.line('Watching src/. Save a file, and the last job runs again; Ctrl-C ends it.');
      for await (const files of changes(path.join(ROOT, 'src'))) {
        const stale = bundles.filter((bundle) => files.some((file) => bundle.dependsOn(file)));
        if (stale.length === 0) continue;
        try {
          await update(opened, stale);
          await runLastJob(opened);
        } catch (error) {
          // esbuild's failure, a job that did not settle: the next save may mend it.
          out.line(`${pc.red('✘')} ${error instanceof Error ? error.message : error}`);
        }
      }
    });
}

/** Files that were saved, by their paths from the root; those saved at once come together. */
async function* changes(folder: string): AsyncGenerator<string[]> {
  const saved = new Set<string>();
  let wake: () => void = () => {};
  const listen = async () => {
    for await (const { filename } of watchFolder(folder, { recursive: true })) {
      if (!filename?.endsWith('.ts')) continue;
      saved.add(path.relative(ROOT, path.join(folder, filename)).replaceAll(path.sep, '/'));
      setTimeout(() => wake(), SETTLE_MS);
    }
  };
  listen().catch((error: unknown) => process.stderr.write(`${error}\n`));
  for (;;) {
    if (saved.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    const files = [...saved];
    saved.clear();
    if (files.length > 0) yield files;
  }
}

async function update({ aws, stack }: Opened, stale: readonly Bundle[]): Promise<void> {
  const started = Date.now();
  await Promise.all(
    stale.map(async (bundle) => {
      const FunctionName = bundle.name === 'extract' ? stack.extractFunction : stack.loadFunction;
      await aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: await bundle.zip() }));
      for (;;) {
        const { LastUpdateStatus } = await aws.lambda.send(
          new GetFunctionConfigurationCommand({ FunctionName }),
        );
        if (LastUpdateStatus !== 'InProgress') break;
      }
    }),
  );
  const names = stale.map(({ name }) => name).join(' and ');
  process.stdout.write(`${pc.green('✔')} ${names} updated ${pc.dim(`${Date.now() - started} ms`)}\n`);
}

async function runLastJob(opened: Opened): Promise<void> {
  const [last] = (await readLedger(opened.stack, opened.aws)).filter(({ receipt }) => receipt.format);
  const out = output(false);
  if (!last) return out.line('No job has run yet: make run');
  const { key, dataset, format, id } = last.receipt;
  const message = { key, dataset, ...(format && { format }), ...(id && { id }), force: true };
  await follow(opened, [await send(opened.stack, opened.aws, message)], out);
}
