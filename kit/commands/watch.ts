import type { Command } from 'commander';
import { openStack, ROOT } from '../session';
import { Bundle, ENTRIES, type FunctionName } from '../stack/bundle';
import { changes } from '../stack/changes';
import { requireOffline, stageOf } from '../stack/stage';
import { updateFunctions } from '../stack/update';
import { follow, type Opened } from '../terminal/follow';
import { line, output } from '../terminal/output';
import { dim, green, red } from '../terminal/style';
import { readLedger } from '../workflow/ledger';
import { checkOwnStep } from '../workflow/own-step';
import { send } from '../workflow/send';

export function watch(program: Command): void {
  program
    .command('watch')
    .description('watch src/: after each save, update the functions and run the last job again')
    .action(async () => {
      const stage = stageOf(process.env);
      requireOffline(stage, './sluice watch');
      const opened = await openStack();
      const out = output(false);
      // A build failure or a failed job: the next save may correct it.
      const said = (error: unknown) =>
        out.line(`${red('✘')} ${error instanceof Error ? error.message : error}`);
      const bundles = await Promise.all(Object.keys(ENTRIES).map((name) => Bundle.of(name as FunctionName)));
      const saved = changes(ROOT, 'src');
      out.line('Watching src/. Save a file, and the last job runs again; Ctrl-C ends it.');
      for (const bundle of bundles) await bundle.zip().catch(said);
      for await (const files of saved) {
        const stale = bundles.filter((bundle) => files.some((file) => bundle.dependsOn(file)));
        if (stale.length === 0) continue;
        await update(opened, stale)
          .then(() => runLastJob(opened))
          .catch(said);
      }
    });
}

async function update({ aws, stack }: Opened, stale: readonly Bundle[]): Promise<void> {
  checkOwnStep(); // A function that cannot start would keep its job waiting.
  const started = Date.now();
  await updateFunctions(aws, stack, stale);
  const names = stale.map(({ name }) => name).join(' and ');
  line(`${green('✔')} ${names} updated ${dim(`${Date.now() - started} ms`)}`);
}

async function runLastJob(opened: Opened): Promise<void> {
  const [last] = (await readLedger(opened.stack, opened.aws)).filter(({ receipt }) => receipt.format);
  const out = output(false);
  if (!last) return out.line('No job has run yet: make run');
  const { key, dataset, format, idColumns: id, reading } = last.receipt;
  const message = { key, dataset, ...(format && { format }), ...(id && { id }), ...reading, force: true };
  await follow(opened, [await send(opened.stack, opened.aws, message)], out);
}
