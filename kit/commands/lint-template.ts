import type { Command } from 'commander';
import { placeOf } from '../engines/choose';
import { ROOT } from '../session';
import { stageOf } from '../stack/stage';
import { lintStage } from '../stack/template/lint';
import { step } from '../terminal/progress';

/** One offline stage, and one in AWS, which uses more of the template. */
const STAGES = ['local', 'prod'];

export function lintTemplate(program: Command): void {
  program
    .command('lint-template')
    .description('check the CloudFormation template with cfn-lint')
    .action(async () => {
      const place = placeOf(ROOT);
      for (const name of STAGES) {
        const stage = stageOf({ STAGE: name });
        await step(`Template of stage ${name}`, (report) => lintStage(place, stage, report));
      }
    });
}
