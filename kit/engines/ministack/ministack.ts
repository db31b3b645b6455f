import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { KitError } from '../../errors';
import { findPython, pythonProblem } from '../../python/python';
import { Venv } from '../../python/venv';
import { checkoutId } from '../checkout';
import { type Engine, type Place, type Problem, type Report, type Running, sluiceFolder } from '../engine';
import { waitFor, whoAnswers } from '../health';
import { withLock } from '../lock';
import { tailOf } from '../log';
import { readPidFile, removePidFile, type Started, writePidFile } from '../pid-file';
import { requireFreePort } from '../port';
import { endGroup, endMarked, identityOf } from '../process';
import { ministackEnvironment } from './environment';

/** Pins and hashes of everything that MiniStack needs, on Python 3.10 to 3.14. */
export const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 3000;
/** What is left when its engine is gone has nothing to save. */
const LEFT_OVER_GRACE_MS = 300;
const INSTALL_TIMEOUT_MS = 1_000_000;

/** MiniStack as a process of this machine: Python in a venv of the checkout, functions in local Node processes. */
export class MiniStack implements Engine {
  readonly name = 'ministack';
  private readonly folder: string;
  private readonly venv: Venv;
  private readonly pidFile: string;
  private readonly logFile: string;
  private readonly lockFile: string;
  /** In the environment of the engine and, since they inherit it, of its Lambda workers. */
  private readonly marker: string;

  constructor(private readonly place: Place) {
    this.folder = path.join(sluiceFolder(place), 'ministack');
    this.venv = new Venv(place, 'ministack', REQUIREMENTS);
    this.pidFile = path.join(this.folder, 'engine.pid');
    this.logFile = path.join(this.folder, 'engine.log');
    this.lockFile = path.join(sluiceFolder(place), 'ministack.lock');
    this.marker = `ENGINE_OF_SLUICE=ministack-${checkoutId(place)}`;
  }

  async problems(): Promise<Problem[]> {
    if (this.venv.isReady()) return [];
    const problem = pythonProblem(await findPython(this.place.env));
    return problem ? [problem] : [];
  }

  async install(report: Report): Promise<void> {
    if (this.venv.isReady()) return;
    await withLock(this.lockFile, INSTALL_TIMEOUT_MS, () => this.venv.make(report));
  }

  async running(): Promise<Running | undefined> {
    const started = await readPidFile(this.pidFile);
    return started && (await this.answerOf(started));
  }

  async start(report: Report): Promise<Running> {
    if (!this.venv.isReady()) {
      throw new KitError({
        code: 'NOT_INSTALLED',
        message: 'The embedded engine is not installed in this checkout.',
        fix: 'make install',
      });
    }
    return withLock(this.lockFile, START_TIMEOUT_MS + 5000, async () => {
      const already = await readPidFile(this.pidFile);
      if (already) return this.ready(already);
      await this.sweep(report);
      await requireFreePort(this.place.port);
      report(`Starting MiniStack on port ${this.place.port}`);
      return this.ready(await this.spawn());
    });
  }

  async stop(report: Report): Promise<void> {
    const started = await readPidFile(this.pidFile);
    if (started) {
      report('Stopping MiniStack');
      await endGroup(started.pid, STOP_GRACE_MS);
    }
    await this.sweep(report);
  }

  async clean(report: Report): Promise<void> {
    await this.stop(report);
    for (const made of [this.folder, this.venv.folder, this.lockFile]) {
      rmSync(made, { recursive: true, force: true });
    }
  }

  async tail(lines: number): Promise<string[]> {
    return tailOf(this.logFile, lines);
  }

  /** Ends what a killed engine left behind, and forgets what it wrote: its state was in memory. */
  private async sweep(report: Report): Promise<void> {
    const ended = await endMarked(this.marker, LEFT_OVER_GRACE_MS);
    if (ended > 0) report(`Ended ${ended} left-over process${ended === 1 ? '' : 'es'}`);
    removePidFile(this.pidFile);
    rmSync(path.join(this.folder, 'tmp'), { recursive: true, force: true });
  }

  private async spawn(): Promise<Started> {
    for (const name of ['tmp', 'home']) mkdirSync(path.join(this.folder, name), { recursive: true });
    // The log of a crash outlives one restart.
    if (existsSync(this.logFile)) renameSync(this.logFile, `${this.logFile}.1`);
    const log = openSync(this.logFile, 'a');
    const env = ministackEnvironment(this.place.env, this.folder, this.place.port, this.marker);
    // A group of its own survives Ctrl-C in the terminal that started it.
    const child = spawn(this.venv.python, ['-I', '-u', '-m', 'ministack'], {
      cwd: this.folder,
      env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.on('error', () => {}); // Then it has no pid, and the wait for it ends at once.
    child.unref();
    const pid = child.pid ?? 0;
    const identity = (pid && (await identityOf(pid))) || 'gone';
    const started = { pid, identity, port: this.place.port, engine: this.name };
    // Before any waiting: after Ctrl-C from here on, stop finds it.
    writePidFile(this.pidFile, started);
    return started;
  }

  private async ready(started: Started): Promise<Running> {
    const answer = await waitFor(
      () => this.answerOf(started),
      async () => (await identityOf(started.pid)) !== started.identity,
      START_TIMEOUT_MS,
    );
    if (answer && answer !== 'died') return answer;
    const log = tailOf(this.logFile, 15).join('\n');
    const what =
      answer === 'died' ? 'ended while it started' : `did not answer within ${START_TIMEOUT_MS / 1000} s`;
    throw new KitError({
      code: answer === 'died' ? 'ENGINE_DIED' : 'ENGINE_SILENT',
      message: `MiniStack ${what}. The last lines of ${this.logFile}:\n${log || '(empty)'}`,
      fix: 'make down, then make up. If that does not help: make clean, then make install.',
    });
  }

  private async answerOf({ port, pid }: Started): Promise<Running | undefined> {
    const endpoint = `http://127.0.0.1:${port}`;
    const answer = await whoAnswers(endpoint);
    return answer?.engine === 'ministack' ? { endpoint, version: answer.version, pid } : undefined;
  }
}
