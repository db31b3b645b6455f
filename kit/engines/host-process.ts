import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checkoutId } from './checkout';
import { type Place, type Present, type Report, type Running, sluiceFolder, type Worker } from './engine';
import { neverReady, waitForAnswer } from './health';
import { withLock } from './lock';
import { tailOf } from './log';
import { readPidFile, removePidFile, type Started, writePidFile } from './pid-file';
import { requireFreePort } from './port';
import { endGroup, endMarked, identityOf, processesMarked, signal } from './process';

/** Processes that outlive their engine have nothing to save. */
const LEFT_OVER_GRACE_MS = 300;

export interface Launch {
  command: string;
  args: string[];
  /** The whole environment; the marker is added to it. */
  env: NodeJS.ProcessEnv;
}

export interface HostProcessOptions {
  /** The engine's name, such as `ministack`, and that of its folder in `.sluice/`. */
  name: string;
  /** The engine's name for people, such as `MiniStack`. */
  title: string;
  /** The path that answers with status 200 once the process is ready. */
  healthPath: string;
  /** Returns the version of the engine at an endpoint; undefined for any other program. */
  versionAt: (endpoint: string) => Promise<string | undefined>;
  startTimeoutMs: number;
  /** How long an orderly stop may take. */
  stopGraceMs: number;
  launch: () => Promise<Launch>;
}

/**
 * An engine that runs as a background process, one of its kind per checkout. It writes only to `folder`, whose `tmp` is
 * deleted at each stop. Its workers inherit the marker.
 */
export class HostProcess {
  readonly folder: string;
  private readonly pidFile: string;
  private readonly logFile: string;
  private readonly lockFile: string;
  /** A variable in the environment of the engine and of its Lambda workers, which inherit it. */
  private readonly marker: { name: string; value: string };

  constructor(
    private readonly place: Place,
    private readonly options: HostProcessOptions,
  ) {
    this.folder = path.join(sluiceFolder(place), options.name);
    this.pidFile = path.join(this.folder, 'engine.pid');
    this.logFile = path.join(this.folder, 'engine.log');
    this.lockFile = path.join(sluiceFolder(place), `${options.name}.lock`);
    this.marker = { name: 'ENGINE_OF_SLUICE', value: `${options.name}-${checkoutId(place)}` };
  }

  /** Does `work` while no other command of this checkout uses this engine. */
  locked<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    return withLock(this.lockFile, timeoutMs, work);
  }

  /** See `Engine.running`. */
  async running(): Promise<Running | undefined> {
    const started = await readPidFile(this.pidFile);
    return started && (await this.answerOf(started));
  }

  /** See `Engine.present`. */
  async present(): Promise<Present | undefined> {
    const started = await readPidFile(this.pidFile);
    return started && { port: started.port, pid: started.pid };
  }

  /** See `Engine.start`; the engine must be installed. A failed start leaves the log, but no process. */
  start(report: Report): Promise<Running> {
    return this.locked(this.options.startTimeoutMs + 5000, async () => {
      const already = await readPidFile(this.pidFile);
      if (already) return this.ready(already);
      await this.sweep(report);
      await requireFreePort(this.place.port);
      report(`Starting ${this.options.title} on port ${this.place.port}`);
      const started = await this.spawn();
      try {
        return await this.ready(started);
      } catch (error) {
        await this.stop(report);
        throw error;
      }
    });
  }

  /** See `Engine.stop`. */
  async stop(report: Report): Promise<void> {
    const started = await readPidFile(this.pidFile);
    if (started) {
      report(`Stopping ${this.options.title}`);
      await endGroup(started.pid, this.options.stopGraceMs);
    }
    await this.sweep(report);
  }

  /** Stops the engine and removes its folder and `more`. */
  async clean(report: Report, ...more: string[]): Promise<void> {
    await this.stop(report);
    for (const made of [this.folder, this.lockFile, ...more]) rmSync(made, { recursive: true, force: true });
  }

  /** See `Engine.workers`. Lambda's own variables name a worker's function. */
  async workers(functionName: string): Promise<Worker[]> {
    const { name, value } = this.marker;
    const pids = await processesMarked(`${name}=${value}`, `AWS_LAMBDA_FUNCTION_NAME=${functionName}`);
    return pids.map((pid) => ({ id: String(pid), pid, kill: async () => signal(pid, 'SIGKILL') }));
  }

  tail(lines: number): string[] {
    return tailOf(this.logFile, lines);
  }

  /** Ends the processes that a killed engine left behind, and deletes its files: its state was in memory. */
  private async sweep(report: Report): Promise<void> {
    const { name, value } = this.marker;
    const ended = await endMarked(`${name}=${value}`, LEFT_OVER_GRACE_MS);
    if (ended > 0) report(`Ended ${ended} left-over process${ended === 1 ? '' : 'es'}`);
    removePidFile(this.pidFile);
    rmSync(path.join(this.folder, 'tmp'), { recursive: true, force: true });
  }

  private async spawn(): Promise<Started> {
    const { command, args, env } = await this.options.launch();
    for (const name of ['tmp', 'home']) mkdirSync(path.join(this.folder, name), { recursive: true });
    // The log of a crash survives one restart.
    if (existsSync(this.logFile)) renameSync(this.logFile, `${this.logFile}.1`);
    const log = openSync(this.logFile, 'a');
    // Its own process group survives Ctrl-C in the terminal that started it.
    const child = spawn(command, args, {
      cwd: this.folder,
      env: { ...env, [this.marker.name]: this.marker.value },
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.on('error', () => {}); // Without a pid, the wait below ends at once.
    child.unref();
    const pid = child.pid ?? 0;
    const identity = (pid && (await identityOf(pid))) || 'gone';
    const started = { pid, identity, port: this.place.port, engine: this.options.name };
    // Written before any waiting, so that stop finds the process after Ctrl-C.
    writePidFile(this.pidFile, started);
    return started;
  }

  private async ready(started: Started): Promise<Running> {
    const { title, healthPath, startTimeoutMs } = this.options;
    const ended = await waitForAnswer(
      `http://127.0.0.1:${started.port}${healthPath}`,
      async () => (await identityOf(started.pid)) !== started.identity,
      startTimeoutMs,
    );
    const running = ended === 'answers' ? await this.answerOf(started) : undefined;
    if (running) return running;
    const lines = [...tailOf(this.logFile, 15), `(${this.logFile})`];
    throw neverReady(ended, title, startTimeoutMs, lines);
  }

  private async answerOf({ port, pid }: Started): Promise<Running | undefined> {
    const endpoint = `http://127.0.0.1:${port}`;
    const version = await this.options.versionAt(endpoint);
    return version === undefined ? undefined : { endpoint, version, pid };
  }
}
