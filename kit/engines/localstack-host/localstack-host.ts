import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KitError, type Problem } from '../../errors';
import { ROOT } from '../../root';
import type { Engine, Place, Present, Report, Running, Worker } from '../engine';
import { HEALTH_PATHS, versionOf } from '../health';
import { HostProcess } from '../host-process';
import { findPython, type PythonRange, pythonProblem } from '../python/python';
import { Venv } from '../python/venv';
import { hostEnvironment } from './environment';
import { Jars, readArtifacts } from './jars';
import { findJava, noJava } from './java';
import { nativeProblem, ofThisMachine } from './native';

/** LocalStack 4.14.0 needs features of Python 3.13, and its pins have no common solution on 3.14. */
const PYTHONS: PythonRange = { oldestMinor: 13, newestMinor: 13 };
/** The Python package that runs functions in LocalStack, with the pins of the LocalStack that it is for. */
const EXECUTOR = path.join(ROOT, 'executor');
const INSTALL_TIMEOUT_MS = 2_000_000;

/**
 * LocalStack as a process of this machine, without Docker: functions run in local Node.js processes, DynamoDB in Java.
 */
export class LocalStackHost implements Engine {
  readonly name = 'localstack-host';
  readonly runsOnThisNode = true;
  private readonly venv: Venv;
  private readonly jars: Jars;
  private readonly host: HostProcess;

  constructor(private readonly place: Place) {
    this.venv = new Venv(place, this.name, path.join(EXECUTOR, 'requirements.txt'), {
      pythons: PYTHONS,
      buildRequirements: path.join(EXECUTOR, 'build-requirements.txt'),
      projects: [EXECUTOR],
    });
    const artifacts = readArtifacts(readFileSync(path.join(__dirname, 'dynamodb-local.txt'), 'utf8'));
    this.jars = new Jars(place, 'dynamodb-local', ofThisMachine(artifacts));
    this.host = new HostProcess(place, {
      name: this.name,
      title: 'LocalStack',
      healthPath: HEALTH_PATHS.localstack,
      versionAt: (endpoint) => versionOf('localstack', endpoint),
      startTimeoutMs: 60_000,
      stopGraceMs: 10_000,
      launch: async () => ({
        command: this.venv.python,
        args: ['-I', '-u', '-m', 'localstack.runtime.main'],
        env: hostEnvironment({
          env: place.env,
          folder: this.host.folder,
          port: place.port,
          jars: this.jars.folder,
          javaHome: await this.javaHome(),
        }),
      }),
    });
  }

  async problems(): Promise<Problem[]> {
    const { env } = this.place;
    const [python, java] = await Promise.all([
      this.venv.isReady()
        ? undefined
        : findPython(env, PYTHONS).then((found) => pythonProblem(found, PYTHONS)),
      findJava(env).then((found) => (found ? undefined : noJava())),
    ]);
    return [python, java, nativeProblem()].filter((problem) => problem !== undefined);
  }

  async installed(): Promise<boolean> {
    return this.venv.isReady() && this.jars.isReady();
  }

  async install(report: Report): Promise<void> {
    if (await this.installed()) return;
    const [problem] = await this.problems();
    if (problem) throw new KitError(problem);
    await this.host.locked(INSTALL_TIMEOUT_MS, async () => {
      await this.jars.make(report);
      await this.venv.make(report);
    });
  }

  running(): Promise<Running | undefined> {
    return this.host.running();
  }

  present(): Promise<Present | undefined> {
    return this.host.present();
  }

  async start(report: Report): Promise<Running> {
    if (!(await this.installed())) {
      throw new KitError('NOT_INSTALLED', { engine: this.name });
    }
    return this.host.start(report);
  }

  stop(report: Report): Promise<void> {
    return this.host.stop(report);
  }

  clean(report: Report): Promise<void> {
    return this.host.clean(report, this.venv.folder, this.jars.folder);
  }

  workers(functionName: string): Promise<Worker[]> {
    return this.host.workers(functionName);
  }

  async tail(lines: number): Promise<string[]> {
    return this.host.tail(lines);
  }

  private async javaHome(): Promise<string> {
    const java = await findJava(this.place.env);
    if (!java) throw new KitError(noJava());
    return java.home;
  }
}
