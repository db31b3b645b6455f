import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KitError, type Problem } from '../../errors';
import { type Place, type Report, sluiceFolder } from '../engine';
import { lastLines, run } from '../run';
import { ANY_PYTHON, findPython, type PythonRange, pythonEnvironment, pythonProblem } from './python';

/** Nothing that is built may fetch a builder of its own choice. */
const NO_FOREIGN_BUILDER = ['--no-build-isolation'];

export interface VenvOptions {
  /** Which Pythons will do. */
  pythons?: PythonRange;
  /** Pins of what packages without a wheel are built with; absent when all have wheels. */
  buildRequirements?: string;
  /** Folders of Python projects of this repository, installed at the end. */
  projects?: readonly string[];
}

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
    private readonly options: VenvOptions = {},
  ) {
    this.folder = path.join(sluiceFolder(place), `venv-${name}`);
    this.python = path.join(this.folder, 'bin', 'python');
    this.stampFile = path.join(this.folder, 'sluice-stamp');
  }

  /** True when the venv is whole, of these requirements and projects, and its Python is still there. */
  isReady(): boolean {
    return this.made() === [this.stamp(), ...this.projectStamp()].join('\n');
  }

  /**
   * Makes it and installs into it, unless that is done. pip's settings are the environment's, but for where it installs.
   * @throws KitError `NO_PYTHON`, `NO_VENV`, `VENV_FAILED` or `PIP_FAILED`
   */
  async make(report: Report): Promise<void> {
    if (this.isReady()) return;
    const env = pythonEnvironment(this.place.env);
    // When only a project has changed, the rest stays.
    if (this.made().split('\n')[0] !== this.stamp()) await this.makeAgain(env, report);
    rmSync(this.stampFile, { force: true });
    const project = ['--no-index', '--no-deps', ...NO_FOREIGN_BUILDER, '--force-reinstall'];
    for (const folder of this.options.projects ?? []) await this.pip([...project, folder], env, report);
    writeFileSync(this.stampFile, [this.stamp(), ...this.projectStamp()].join('\n'));
  }

  private async makeAgain(env: NodeJS.ProcessEnv, report: Report): Promise<void> {
    const { pythons = ANY_PYTHON, buildRequirements } = this.options;
    const python = await findPython(env, pythons);
    const problem = pythonProblem(python, pythons);
    if (problem || !python) throw new KitError(problem as Problem);

    rmSync(this.folder, { recursive: true, force: true });
    report(`Making a Python ${python.version} environment`);
    const made = await run(python.path, ['-m', 'venv', this.folder], { timeoutMs: 120_000, env });
    if (made.exitCode !== 0)
      throw new KitError('VENV_FAILED', { python: python.path, output: endOf(made.output) });
    if (buildRequirements) await this.pip(['--require-hashes', '-r', buildRequirements], env, report);
    const build = buildRequirements ? NO_FOREIGN_BUILDER : [];
    await this.pip(['--require-hashes', ...build, '-r', this.requirements], env, report);
  }

  private async pip(what: string[], env: NodeJS.ProcessEnv, report: Report): Promise<void> {
    // A pip.conf may say user = true.
    const pip = ['-m', 'pip', 'install', '--no-user', '--no-input', '--disable-pip-version-check'];
    const installed = await run(this.python, [...pip, ...what], {
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
      throw new KitError('PIP_FAILED', { name: this.name, output: endOf(installed.output) });
  }

  /** What the stamp says; '' when the venv is half-made or its Python is gone. */
  private made(): string {
    try {
      // existsSync follows the link: false when that Python was uninstalled.
      return existsSync(this.python) ? readFileSync(this.stampFile, 'utf8') : '';
    } catch {
      return '';
    }
  }

  private stamp(): string {
    const { buildRequirements } = this.options;
    return hashOf([this.requirements, ...(buildRequirements ? [buildRequirements] : [])]);
  }

  private projectStamp(): string[] {
    return (this.options.projects ?? []).map((project) => hashOf(filesOf(project)));
  }
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function filesOf(project: string): string[] {
  return readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function endOf(output: string): string {
  return lastLines(output, 12).join('\n');
}
