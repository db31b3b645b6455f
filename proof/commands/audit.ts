import { Argument, type Command } from 'commander';
import { placeOf } from '../../kit/engines/choose';
import { KitError } from '../../kit/errors';
import { ROOT } from '../../kit/session';
import { stageEnvironment, stageOf } from '../../kit/stack/stage';
import { note } from '../../kit/terminal/output';
import { step } from '../../kit/terminal/progress';
import { audits } from '../audit/audit';

type Kind = keyof typeof audits;
const TITLES: Record<Kind, string> = {
  template: 'checkov on the template',
  npm: 'npm audit',
  python: 'pip-audit',
};

export function audit(program: Command): void {
  program
    .command('audit')
    .description('run checkov on the template, and npm audit and pip-audit on what is installed')
    .addArgument(new Argument('[only]', 'only this').choices(Object.keys(TITLES)))
    .action(async (only?: Kind) => {
      const place = placeOf(ROOT);
      // Packaging calls nothing, so it gets no credentials.
      Object.assign(process.env, stageEnvironment(stageOf({}), undefined, process.env));
      const failures: KitError[] = [];
      for (const kind of only ? [only] : (Object.keys(TITLES) as Kind[])) {
        await step(TITLES[kind], (report) => audits[kind](place, report)).catch((error: unknown) => {
          if (!(error instanceof KitError)) throw error;
          failures.push(error);
        });
      }
      const [first, ...more] = failures;
      if (!first) return;
      for (const { code, message, fix } of more) note(`\n${code} ${message}\n${fix}`);
      throw first;
    });
}
