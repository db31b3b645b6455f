import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Place, type Report, sluiceFolder } from '../engines/engine';
import { lastLines, run } from '../engines/run';
import { KitError } from '../errors';
import { findPython, pythonProblem } from './python';

/** A Python environment of this checkout, `.sluice/venv-<name>`, that holds what a file of pins and hashes says. */
export class Venv {
  readonly folder: string;
  readonly python: string;
  /** Written last, so a venv without it is half-made, and one with another's hash is out of date. */
  private readonly stampFile: string;

  /** @param requirements a requirements.txt in which every package has its version and hashes */
  constructor(
    private readonly place: Place,
    private readonly name: string,
    private readonly requirements: string,
  ) {
    this.folder = path.join(sluiceFolder(place), `venv-${name}`);
    this.python = path.join(this.folder, 'bin', 'python');
    this.stampFile = path.join(this.folder, 'sluice-stamp');
  }

  /** True when the venv is whole, of these requirements, and its Python is still there. */
  isReady(): boolean {
    try {
      // existsSync follows the link: false when that Python was uninstalled.
      return readFileSync(this.stampFile, 'utf8') === this.stamp() && existsSync(this.python);
    } catch {
      return false;
    }
  }

  /**
   * Makes it and installs into it, unless that is done. pip takes its settings from the environment as usual.
   * @throws KitError `NO_PYTHON`, `NO_VENV`, `VENV_FAILED` or `PIP_FAILED`
   */
  async make(report: Report): Promise<void> {
    if (this.isReady()) return;
    const { PYTHONPATH, PYTHONHOME, __PYVENV_LAUNCHER__, ...env } = this.place.env;
    const python = await findPython(env);
    const problem = pythonProblem(python);
    if (!python || problem)
      throw new KitError(problem ?? { code: 'NO_PYTHON', message: 'No Python.', fix: '' });

    rmSync(this.folder, { recursive: true, force: true });
    report(`Making a Python ${python.version} environment`);
    const made = await run(python.path, ['-m', 'venv', this.folder], { timeoutMs: 120_000, env });
    if (made.exitCode !== 0) throw failed('VENV_FAILED', `${python.path} could not make a venv`, made.output);

    const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--require-hashes'];
    const installed = await run(this.python, [...pip, '-r', this.requirements], {
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
      throw failed('PIP_FAILED', `pip could not install ${this.name}`, installed.output);
    writeFileSync(this.stampFile, this.stamp());
  }

  private stamp(): string {
    return createHash('sha256').update(readFileSync(this.requirements)).digest('hex');
  }
}

function failed(code: string, what: string, output: string): KitError {
  return new KitError({
    code,
    message: `${what}:\n${lastLines(output, 12).join('\n')}`,
    fix: 'Check the network and pip (a mirror is set with PIP_INDEX_URL, a proxy with HTTPS_PROXY), and try again.',
  });
}
