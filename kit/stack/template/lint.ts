import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Place, Report } from '../../engines/engine';
import { pythonEnvironment } from '../../engines/python/python';
import { Venv } from '../../engines/python/venv';
import { run } from '../../engines/run';
import { KitError } from '../../errors';
import { EVERYTHING, packageStack, TEMPLATE } from '../serverless';
import type { Stage } from '../stage';

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');
/** The findings that do not apply here. */
const IGNORED = [
  'W3005', // the framework writes a DependsOn beside each !GetAtt of a role
  'W8003', // the stage is known when the template is written, so its condition is constant
];

/**
 * Packages a stage and checks its template against AWS's own rules.
 * @throws KitError `TEMPLATE_FAULTY`
 */
export async function lintStage(place: Place, stage: Stage, report: Report): Promise<void> {
  const venv = new Venv(place, 'cfn-lint', REQUIREMENTS);
  await venv.make(report);
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-template-'));
  try {
    await packageStack(place.root, stage, folder, EVERYTHING, report);
    report('cfn-lint');
    const args = ['--ignore-checks', ...IGNORED, '--', path.join(folder, TEMPLATE)];
    const { exitCode, output } = await run(path.join(venv.folder, 'bin', 'cfn-lint'), args, {
      timeoutMs: 120_000,
      env: pythonEnvironment(process.env),
    });
    if (exitCode === 0) return;
    throw new KitError('TEMPLATE_FAULTY', { stage: stage.name, output: output.trim() });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
