import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../engines/engine';
import { run } from '../engines/run';

/** The oldest Python that will do. */
export const OLDEST_MINOR = 10;
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const PROBE = `import sys, importlib.util as u
print(*sys.version_info[:2], int(all(u.find_spec(m) for m in ("venv", "ensurepip"))), sys.executable, sep="\\n")`;

export interface Python {
  /** Full path of the interpreter itself, not of a version manager's shim. */
  path: string;
  /** Such as `3.12`. */
  version: string;
  /** False where a distribution has split venv or ensurepip off. */
  makesVenvs: boolean;
}

/** The first Python that will do, from PATH and from pyenv; one that cannot make venvs only when there is no other. */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python | undefined> {
  const usual = await probe('python3', env);
  if (usual?.makesVenvs) return usual;
  // At once, since a pyenv shim takes its time to say that it has no such version.
  const others = await Promise.all([...NAMES.slice(1), ...pyenvPythons(env)].map((name) => probe(name, env)));
  const found = [usual, ...others].filter((python) => python !== undefined);
  return found.find((python) => python.makesVenvs) ?? found[0];
}

/** What is wrong with the Python of this machine, undefined when nothing is. */
export function pythonProblem(python: Python | undefined): Problem | undefined {
  if (process.platform === 'win32') {
    return {
      code: 'WINDOWS',
      message: 'Sluice runs on Linux and macOS, and on Windows inside WSL.',
      fix: 'Install WSL (wsl --install), and clone and run Sluice in there.',
    };
  }
  if (!python) {
    return {
      code: 'NO_PYTHON',
      message: `No Python 3.${OLDEST_MINOR} or newer was found on PATH or in pyenv.`,
      fix: [
        'Debian, Ubuntu, WSL: sudo apt install python3 python3-venv',
        'Fedora:              sudo dnf install python3',
        'macOS:               brew install python',
      ].join('\n'),
    };
  }
  if (!python.makesVenvs) {
    return {
      code: 'NO_VENV',
      message: `Python ${python.version} (${python.path}) lacks the modules venv and ensurepip.`,
      fix: `Debian, Ubuntu, WSL: sudo apt install python${python.version}-venv`,
    };
  }
  return undefined;
}

async function probe(command: string, env: NodeJS.ProcessEnv): Promise<Python | undefined> {
  const { exitCode, stdout } = await run(command, ['-c', PROBE], { timeoutMs: 5000, env });
  const [major, minor, makesVenvs, executable] = stdout.split('\n');
  if (exitCode !== 0 || major !== '3' || Number(minor) < OLDEST_MINOR || !executable) return undefined;
  return { path: executable, version: `${major}.${minor}`, makesVenvs: makesVenvs === '1' };
}

function pyenvPythons(env: NodeJS.ProcessEnv): string[] {
  const versions = path.join(env.PYENV_ROOT || path.join(env.HOME ?? '', '.pyenv'), 'versions');
  try {
    const newestFirst = readdirSync(versions).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return newestFirst.map((version) => path.join(versions, version, 'bin', 'python'));
  } catch {
    return [];
  }
}
