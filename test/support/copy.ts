import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';

/** The folders that are not copied; installed packages are linked below. */
const LEFT_OUT = [
  '.git',
  'node_modules',
  'proof/node_modules',
  '.sluice',
  '.serverless',
  '.esbuild',
  'coverage',
  'labs/progress.json',
  'labs/.kept',
];

/** A copy of this checkout for commands that change files or stop the engine. */
export interface Copy {
  readonly folder: string;
  /** Runs a script as a reader types it. `output` holds both streams, in the order in which they came. */
  sh(script: string, timeoutMs?: number): Promise<{ exitCode: number | undefined; output: string }>;
  /**
   * Runs a script that must succeed, and returns its output.
   * @param onLine is called for each line of the output as it comes
   * @throws Error with the output when the script fails
   */
  done(script: string, timeoutMs?: number, onLine?: (line: string) => void): Promise<string>;
  /** Stops the copy's engine and deletes the copy. */
  end(): Promise<void>;
}

/** @param engine the engine of the copy's commands: a name, for a new engine on a free port, or an address */
export async function copyCheckout(engine: string): Promise<Copy> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sluice-copy-')));
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.includes(path.relative(ROOT, source)),
  });
  // The lock file must be older than the installation; otherwise make would install again, into the checkout's folder.
  utimesSync(path.join(folder, 'package-lock.json'), 0, 0);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, '.sluice'));
  for (const name of installed()) {
    symlinkSync(path.join(ROOT, '.sluice', name), path.join(folder, '.sluice', name));
  }
  const env = { ...readersEnvironment(), ENGINE: engine, SLUICE_PORT: String(await freePort()) };
  const sh = (script: string, timeoutMs = 220_000, onLine: (line: string) => void = () => {}) =>
    run('sh', ['-ec', `exec 2>&1\n${script}`], { cwd: folder, env, timeoutMs, onLine });
  const done = async (script: string, timeoutMs?: number, onLine?: (line: string) => void) => {
    const { exitCode, output } = await sh(script, timeoutMs, onLine);
    if (exitCode !== 0) throw new Error(`${script} failed in ${folder}:\n${output.slice(-2000)}`);
    return output;
  };
  endWithUs(folder, env);
  return {
    folder,
    sh,
    done,
    async end() {
      await done('make down');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ctrl-C ends the tests without their `afterAll`: a separate process then cleans up the copy once this one is gone. */
function endWithUs(folder: string, env: NodeJS.ProcessEnv): void {
  const script = `while [ -d "$1" ] && kill -0 "$2" 2>/dev/null; do sleep 1; done
    [ ! -d "$1" ] || { make -C "$1" down; rm -rf "$1"; }`;
  const args = ['-c', script, 'sh', folder, String(process.pid)];
  spawn('sh', args, { env, detached: true, stdio: 'ignore' }).unref();
}

/** Returns what the checkout has already installed for its engines. */
function installed(): string[] {
  try {
    return readdirSync(path.join(ROOT, '.sluice')).filter((name) => /^(venv|jars)-/.test(name));
  } catch {
    return [];
  }
}

/** Removes the variables that jest, an outer make and the tests' own stage have set. */
function readersEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(AWS_|SLS_|SLUICE_|MAKE|npm_|JEST_)|^(MFLAGS|NODE_ENV|FORCE_COLOR|STAGE|FILE|KEY|ID|DATASET|FORMAT|FORCE|JSON|WATCH|LIMIT|JOB|FN|FOLLOW|FAULT|SERVICE|OPERATION|FUNCTION|TIMES|SKIP|PROBABILITY|SEED|MS|ITEMS|JOBS|KILLS|PIPELINE|ONLY|SIZE|RUNS)$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
