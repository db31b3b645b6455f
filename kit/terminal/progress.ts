import type { Report } from '../engines/engine';
import { heartbeat } from './heartbeat';
import { note } from './output';
import { dim, green, printable, red, visibleInLine } from './style';

/** Runs work under a title and shows its progress reports. */
export type Step = <T>(title: string, work: (report: Report) => Promise<T>) => Promise<T>;

/**
 * Runs a step that may take over a second and shows its progress on stderr, so that stdout stays for results: with a
 * spinner on a terminal, otherwise with a line at the start, at the end, and every ten seconds.
 */
export async function step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = () => dim(`${((Date.now() - started) / 1000).toFixed(1)} s`);
  const { default: ora } = await import('ora');
  // Without a terminal, ora prints the title as a line, and nothing when the text changes.
  // On a terminal without a width, which `script` makes in a job, ora would write to it endlessly.
  const drawn = process.stderr.isTTY && process.stderr.columns > 0;
  const spinner = ora({
    ...{ text: oneLine(title), stream: process.stderr, discardStdin: false },
    ...(!drawn && { isEnabled: false }),
  }).start();
  let latest = '';
  const ended = drawn ? () => {} : heartbeat(oneLine(title), () => oneLine(latest), note);
  try {
    const result = await work((line) => {
      latest = line.slice(0, 90);
      spinner.text = oneLine(`${title} ${dim(latest)}`);
    });
    spinner.stopAndPersist({ symbol: oneLine(green('✔')), text: oneLine(`${title} ${seconds()}`) });
    return result;
  } catch (error) {
    spinner.stopAndPersist({ symbol: oneLine(red('✖')), text: oneLine(`${title} ${seconds()}`) });
    throw error;
  } finally {
    ended();
  }
}

function oneLine(text: string): string {
  return printable(text, visibleInLine);
}
