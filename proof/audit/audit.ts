import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Place, Report } from '../../kit/engines/engine';
import { Venv } from '../../kit/engines/python/venv';
import { run } from '../../kit/engines/run';
import { KitError } from '../../kit/errors';
import { EVERYTHING, packageStack, TEMPLATE } from '../../kit/stack/serverless';
import { stageOf } from '../../kit/stack/stage';

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');
const CHECKOV = path.join(__dirname, 'checkov.yaml');
/** Every requirements file with pinned versions. */
const PINS = [
  'proof/audit/requirements.txt',
  'executor/requirements.txt',
  'kit/engines/ministack/requirements.txt',
  'kit/stack/template/requirements.txt',
];
const TIMEOUT_MS = 300_000;

/**
 * Looks for one kind of security problem.
 * @throws KitError `AUDIT_FINDINGS` with the findings that have no reason to be skipped, or `AUDIT_SILENT` when the
 *   tool got no answer
 */
export type Audit = (place: Place, report: Report) => Promise<void>;

/** Checks the template of a stage on AWS, which uses all of it, with checkov. */
const template: Audit = async (place, report) => {
  const tools = await toolsOf(place, report);
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-audit-'));
  try {
    await packageStack(place.root, stageOf({ STAGE: 'prod' }), folder, EVERYTHING, report);
    report('checkov');
    const args = ['--config-file', CHECKOV, '--file', path.join(folder, TEMPLATE)];
    // Starts in that folder, because checkov also reads settings from its working folder.
    const outcome = await run(path.join(tools, 'checkov'), args, { cwd: folder, timeoutMs: TIMEOUT_MS });
    if (outcome.exitCode !== 0)
      throw new KitError('AUDIT_FINDINGS', { tool: 'checkov', output: outcome.output.trim() });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Checks everything in package-lock.json against the npm registry's list. */
const npm: Audit = async ({ root }) => {
  const outcome = await run('npm', ['audit'], { cwd: root, timeoutMs: TIMEOUT_MS });
  if (outcome.exitCode === 0) return;
  const values = { tool: 'npm audit', output: outcome.output.trim() };
  // This is the last line of a report. An error of the registry or the network leaves no such line.
  if (!/\d+ (\w+ severity )?vulnerabilit/.test(outcome.stdout)) throw new KitError('AUDIT_SILENT', values);
  throw new KitError('AUDIT_FINDINGS', values);
};

/** Checks everything in the requirements files against PyPI's list. */
const python: Audit = async (place, report) => {
  const tools = await toolsOf(place, report);
  // Strict: a package that could not be looked up is an error.
  const strict = ['--strict', '--require-hashes', '--disable-pip', '--progress-spinner', 'off'];
  for (const pins of PINS) {
    report(pins);
    const command = path.join(tools, 'pip-audit');
    const outcome = await run(command, [...strict, '-r', pins], { cwd: place.root, timeoutMs: TIMEOUT_MS });
    if (outcome.exitCode === 0) continue;
    const values = { tool: `pip-audit of ${pins}`, output: outcome.output.trim() };
    if (/Found \d+ known vulnerabilit/.test(outcome.output)) throw new KitError('AUDIT_FINDINGS', values);
    throw new KitError('AUDIT_SILENT', values);
  }
};

export const audits = { template, npm, python } as const;

async function toolsOf(place: Place, report: Report): Promise<string> {
  const venv = new Venv(place, 'audit', REQUIREMENTS);
  await venv.make(report);
  return path.join(venv.folder, 'bin');
}
