import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KitError, type Problem } from '../../errors';
import { type Place, type Report, sluiceFolder } from '../engine';
import { lastLines, run } from '../run';
import { ANY_PYTHON, findPython, type PythonRange, pythonEnvironment, pythonProblem } from './python';

/** Keeps builds from fetching their own build tools. */
const NO_FOREIGN_BUILDER = ['--no-build-isolation'];

export interface VenvOptions {
  /** The supported Pythons. */
  pythons?: PythonRange;
  /** The pins of the build tools for packages without a wheel; absent when all have wheels. */
  buildRequirements?: string;
  /** The folders of this repository's Python projects, which are installed last. */
  projects?: readonly string[];
}

/** A Python environment of this checkout, `.sluice/venv-<name>`, with the packages of a file of pins and hashes. */
export class Venv {
  readonly folder: string;
  readonly python: string;
  /** Written last: a venv without a stamp is half-made, and one with another hash is out of date. */
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

  /** Whether the venv is complete, matches these requirements and projects, and its Python still exists. */
  isReady(): boolean {
    return this.made() === [this.stamp(), ...this.projectStamp()].join('\n');
  }

  /**
   * Makes the venv and installs the packages, unless that is done. pip uses the environment's settings, except for
   * where it installs.
   * @throws KitError `NO_PYTHON`, `NO_VENV`, `VENV_FAILED` or `PIP_FAILED`
   */
  async make(report: Report): Promise<void> {
    if (this.isReady()) return;
    const env = pythonEnvironment(this.place.env);
    // When only a project has changed, everything else stays.
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
    // A pip.conf may say user = true. Python compiles a module when it is first imported; many never are.
    const pip = [
      '-m',
      'pip',
      'install',
      '--no-user',
      '--no-compile',
      '--no-input',
      '--disable-pip-version-check',
    ];
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

  /** Returns the stamp; '' when the venv is half-made or its Python is gone. */
  private made(): string {
    try {
      // existsSync follows the link, and is false when that Python was uninstalled.
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
