import { type Command, InvalidArgumentError } from 'commander';
import { openPage } from '../page/page';
import { openStack } from '../session';
import { requireOffline, stageOf } from '../stack/stage';
import { line, note } from '../terminal/output';
import { step } from '../terminal/progress';

export function pageCommand(program: Command): void {
  program
    .command('page')
    .description('serve the live page: watch messages move, break things, and bring them back')
    .option('--port <n>', 'its port on 127.0.0.1; any free port by default', port)
    .action(async (options: { port?: number }) => {
      requireOffline(stageOf(process.env), './sluice page');
      const opened = await openStack();
      const page = await step('Putting the fault proxy between the functions and the engine', () =>
        openPage(opened, options.port),
      );
      if (page.calls === 'elsewhere') note('The functions run elsewhere: the page cannot show their calls.');
      line(page.address);
      note('Open this address in a browser. Ctrl-C ends the page.');
      // Replaces the handlers that end a command at once: the functions must call the engine again first. A terminal and
      // make may both send the signal, and the second one must not end that.
      let ending = false;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.removeAllListeners(signal).on(signal, async () => {
          if (ending) return;
          ending = true;
          await page.close().catch((error: unknown) => note(String(error)));
          process.exit(signal === 'SIGINT' ? 130 : 143);
        });
      }
    });
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new InvalidArgumentError('It must be a port, from 1 to 65535.');
}
