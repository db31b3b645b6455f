import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Outcome {
  /** The exit code; undefined when the command could not be started, or was ended by a signal. */
  exitCode: number | undefined;
  /** Both output streams, interleaved. */
  output: string;
  /** Standard output alone, trimmed. */
  stdout: string;
  timedOut: boolean;
  /** True when PATH has no such command. */
  missing: boolean;
}

export interface RunOptions {
  timeoutMs: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Called for each line of either stream. */
  onLine?: (line: string) => void;
}

/**
 * The running commands. Ctrl-C in a terminal reaches them as well, but a signal to this process alone would leave them
 * at work without a lock.
 */
const atWork = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of atWork) child.kill();
});

/**
 * Runs a command without a shell and returns its outcome; never throws when the command fails.
 *
 * A timeout takes effect at once, even when a grandchild holds the pipes open, for which execFile would wait.
 */
export function run(command: string, args: string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const { timeoutMs, onLine, ...where } = options;
    const child = spawn(command, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'] });
    atWork.add(child);
    let output = '';
    let stdout = '';
    const settle = (exitCode: number | undefined, more: { timedOut?: boolean; missing?: boolean } = {}) => {
      clearTimeout(timer);
      atWork.delete(child);
      resolve({ exitCode, output, stdout: stdout.trim(), timedOut: false, missing: false, ...more });
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      settle(undefined, { timedOut: true });
    }, timeoutMs);
    // A chunk may end within a character.
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    if (onLine) for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', onLine);
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle(undefined, { missing: error.code === 'ENOENT' }),
    );
    child.on('close', (code) => settle(code ?? undefined));
  });
}

/** Returns the last `lines` lines of a command's output, for an error message. */
export function lastLines(text: string, lines: number): string[] {
  return text.trimEnd().split('\n').slice(-lines);
}
