import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Problem, problem } from '../../errors';
import { run } from '../run';

/** The supported versions of Python 3. */
export interface PythonRange {
  readonly oldestMinor: number;
  /** Absent when every newer version is supported. */
  readonly newestMinor?: number;
}

export const ANY_PYTHON: PythonRange = { oldestMinor: 10 };
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const PROBE = `import sys, importlib.util as u
print(*sys.version_info[:2], int(all(u.find_spec(m) for m in ("venv", "ensurepip"))), sys.executable, sep="\\n")`;

export interface Python {
  /** The full path of the interpreter itself, not of a version manager's shim. */
  path: string;
  /** The version, such as `3.12`. */
  version: string;
  /** False when a distribution has moved venv or ensurepip to another package. */
  makesVenvs: boolean;
}

/** Variables that make Python import modules from outside the venv, or pip install elsewhere. */
const ELSEWHERE =
  /^(PYTHON(PATH|HOME|USERBASE)|__PYVENV_LAUNCHER__|PIP_(TARGET|USER|PREFIX|ROOT|PYTHON|DRY_RUN|REQUIREMENT|EDITABLE|CONSTRAINT))$/;

/**
 * Returns an environment in which a venv's Python and pip stay within the venv. Mirrors, proxies and certificates stay.
 */
export function pythonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ELSEWHERE.test(name)));
}

/**
 * Returns the first suitable Python from PATH, pyenv and uv; one that cannot make venvs only when there is no
 * alternative.
 */
export async function findPython(
  env: NodeJS.ProcessEnv,
  range: PythonRange = ANY_PYTHON,
): Promise<Python | undefined> {
  const usual = await probe('python3', env, range);
  if (usual?.makesVenvs) return usual;
  // In parallel, because a pyenv shim is slow to report a missing version.
  const others = await Promise.all(
    [...NAMES.slice(1), ...managedPythons(env)].map((name) => probe(name, env, range)),
  );
  const found = [usual, ...others].filter((python) => python !== undefined);
  return found.find((python) => python.makesVenvs) ?? found[0];
}

/** Returns what is wrong with this machine's Python; undefined when nothing is. */
export function pythonProblem(
  python: Python | undefined,
  range: PythonRange = ANY_PYTHON,
): Problem | undefined {
  if (process.platform === 'win32') return problem('WINDOWS');
  if (!python) return problem('NO_PYTHON', { range: named(range), install: howToGet(range) });
  const { version, path } = python;
  return python.makesVenvs ? undefined : problem('NO_VENV', { version, path });
}

function named({ oldestMinor, newestMinor }: PythonRange): string {
  if (newestMinor === undefined) return `3.${oldestMinor} or newer`;
  return newestMinor === oldestMinor ? `3.${oldestMinor}` : `3.${oldestMinor} to 3.${newestMinor}`;
}

function howToGet({ newestMinor }: PythonRange): string {
  const version = newestMinor === undefined ? '3' : `3.${newestMinor}`;
  return [
    `Debian, Ubuntu, WSL: sudo apt install python${version} python${version}-venv`,
    `Fedora:              sudo dnf install python${version}`,
    `macOS:               brew install python${newestMinor === undefined ? '' : `@${version}`}`,
    ...(newestMinor === undefined
      ? []
      : [`Anywhere:            pyenv install ${version}, or uv python install ${version}`]),
  ].join('\n');
}

async function probe(
  command: string,
  env: NodeJS.ProcessEnv,
  { oldestMinor, newestMinor = Number.POSITIVE_INFINITY }: PythonRange,
): Promise<Python | undefined> {
  const { exitCode, stdout } = await run(command, ['-c', PROBE], {
    timeoutMs: 5000,
    env: pythonEnvironment(env),
  });
  const [major, minor, makesVenvs, executable] = stdout.split('\n');
  if (exitCode !== 0 || major !== '3' || !executable) return undefined;
  if (Number(minor) < oldestMinor || Number(minor) > newestMinor) return undefined;
  return { path: executable, version: `${major}.${minor}`, makesVenvs: makesVenvs === '1' };
}

function managedPythons(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? '';
  const pyenv = path.join(env.PYENV_ROOT || path.join(home, '.pyenv'), 'versions');
  const uv = env.UV_PYTHON_INSTALL_DIR || path.join(home, '.local', 'share', 'uv', 'python');
  return [...newestFirst(pyenv, 'python'), ...newestFirst(uv, 'python3')];
}

function newestFirst(versions: string, command: string): string[] {
  try {
    const names = readdirSync(versions).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names
      .map((name) => path.join(versions, name, 'bin', command))
      .filter((python) => existsSync(python));
  } catch {
    return [];
  }
}
