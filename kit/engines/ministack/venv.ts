import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KitError } from '../../errors';
import { type Place, type Report, sluiceFolder } from '../engine';
import { lastLines, run } from '../run';
import { findPython, pythonProblem } from './python';

/** Pins and hashes of everything that MiniStack needs, on Python 3.10 to 3.14. */
export const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

export function venvFolder(place: Place): string {
  return path.join(sluiceFolder(place), 'venv-ministack');
}

export function venvPython(place: Place): string {
  return path.join(venvFolder(place), 'bin', 'python');
}

/** Written last, so a venv without it is half-made, and one with another's hash is out of date. */
function stampFile(place: Place): string {
  return path.join(venvFolder(place), 'sluice-stamp');
}

function stamp(): string {
  return createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
}

/** True when the venv is whole, of these requirements, and its Python is still there. */
export function venvIsReady(place: Place): boolean {
  try {
    // existsSync follows the link: false when that Python was uninstalled.
    return readFileSync(stampFile(place), 'utf8') === stamp() && existsSync(venvPython(place));
  } catch {
    return false;
  }
}

/** Makes the venv and installs into it, unless that is done. pip takes its settings from the environment as usual. */
export async function makeVenv(place: Place, report: Report): Promise<void> {
  if (venvIsReady(place)) return;
  const { PYTHONPATH, PYTHONHOME, __PYVENV_LAUNCHER__, ...env } = place.env;
  const python = await findPython(env);
  const problem = pythonProblem(python);
  if (!python || problem)
    throw new KitError(problem ?? { code: 'NO_PYTHON', message: 'No Python.', fix: '' });

  const folder = venvFolder(place);
  rmSync(folder, { recursive: true, force: true });
  report(`Making a Python ${python.version} environment`);
  const made = await run(python.path, ['-m', 'venv', folder], { timeoutMs: 120_000, env });
  if (made.exitCode !== 0) throw failed('VENV_FAILED', `${python.path} could not make a venv`, made.output);

  const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--require-hashes'];
  const installed = await run(venvPython(place), [...pip, '-r', REQUIREMENTS], {
    timeoutMs: 900_000,
    env,
    onLine: (line) => {
      const step = /^(Collecting [^\s;]+|Installing collected packages|Successfully installed)/.exec(
        line.trim(),
      );
      if (step?.[1]) report(step[1]);
    },
  });
  if (installed.exitCode !== 0)
    throw failed('PIP_FAILED', 'pip could not install MiniStack', installed.output);
  writeFileSync(stampFile(place), stamp());
}

function failed(code: string, what: string, output: string): KitError {
  return new KitError({
    code,
    message: `${what}:\n${lastLines(output, 12).join('\n')}`,
    fix: 'Check the network and pip (a mirror is set with PIP_INDEX_URL, a proxy with HTTPS_PROXY), and try again.',
  });
}
