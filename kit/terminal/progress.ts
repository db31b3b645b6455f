import pc from 'picocolors';
import type { Report } from '../engines/engine';

/** Runs a piece of work under a title, and shows what it reports. */
export type Step = <T>(title: string, work: (report: Report) => Promise<T>) => Promise<T>;

/**
 * Runs a step that may take over a second and shows how it goes on: a spinner on a terminal, a line at its start and
 * its end elsewhere. To stderr, so that stdout stays for results.
 */
export async function step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = () => pc.dim(`${((Date.now() - started) / 1000).toFixed(1)} s`);
  const { default: ora } = await import('ora');
  // Off a terminal ora prints the title as a line, and nothing for a change of text.
  const spinner = ora({ text: title, stream: process.stderr, discardStdin: false }).start();
  try {
    const result = await work((line) => {
      spinner.text = `${title} ${pc.dim(line.slice(0, 90))}`;
    });
    spinner.stopAndPersist({ symbol: pc.green('✔'), text: `${title} ${seconds()}` });
    return result;
  } catch (error) {
    spinner.stopAndPersist({ symbol: pc.red('✖'), text: `${title} ${seconds()}` });
    throw error;
  }
}
