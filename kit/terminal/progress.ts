import type { Report } from '../engines/engine';
import { dim, green, printable, red, visibleInLine } from './style';

/** Runs a piece of work under a title, and shows what it reports. */
export type Step = <T>(title: string, work: (report: Report) => Promise<T>) => Promise<T>;

/**
 * Runs a step that may take over a second and shows how it goes on: a spinner on a terminal, a line at its start and
 * its end elsewhere. To stderr, so that stdout stays for results.
 */
export async function step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = () => dim(`${((Date.now() - started) / 1000).toFixed(1)} s`);
  const { default: ora } = await import('ora');
  // Off a terminal ora prints the title as a line, and nothing for a change of text.
  const spinner = ora({ text: oneLine(title), stream: process.stderr, discardStdin: false }).start();
  try {
    const result = await work((line) => {
      spinner.text = oneLine(`${title} ${dim(line.slice(0, 90))}`);
    });
    spinner.stopAndPersist({ symbol: oneLine(green('✔')), text: oneLine(`${title} ${seconds()}`) });
    return result;
  } catch (error) {
    spinner.stopAndPersist({ symbol: oneLine(red('✖')), text: oneLine(`${title} ${seconds()}`) });
    throw error;
  }
}

function oneLine(text: string): string {
  return printable(text, visibleInLine);
}
