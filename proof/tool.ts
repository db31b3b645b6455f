import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ROOT } from '../kit/root';

/** Runs a tool of node_modules in this terminal; the exit code of this process is the tool's. */
export async function runTool(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  // Ctrl-C reaches the tool as well, which may have an engine to stop.
  process.removeAllListeners('SIGINT').on('SIGINT', () => {});
  const command = path.join(ROOT, 'node_modules', '.bin', name);
  const tool = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  const [exitCode] = await once(tool, 'exit');
  process.exitCode = exitCode ?? 1;
}
