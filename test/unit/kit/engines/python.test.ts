import path from 'node:path';
import { findPython, pythonProblem } from '../../../../kit/engines/python/python';
import { fakeCommand, temporaryFolder } from './support/machine';

/** A command that answers the probe like a Python of this version. */
const saying = (minor: number, venv = 1) => `printf '%s\\n' 3 ${minor} ${venv} "$0"`;

describe('Python for the embedded engine', () => {
  test('is python3 if its version is suitable', async () => {
    const PATH = temporaryFolder();
    fakeCommand(PATH, 'python3', saying(12));
    fakeCommand(PATH, 'python3.14', saying(14));
    expect(await findPython({ PATH, HOME: PATH })).toMatchObject({ version: '3.12', makesVenvs: true });
  });

  test('is a newer one by its full name if python3 is too old', async () => {
    const PATH = temporaryFolder();
    fakeCommand(PATH, 'python3', saying(9));
    fakeCommand(PATH, 'python3.13', saying(13));
    expect(await findPython({ PATH, HOME: PATH })).toMatchObject({ version: '3.13' });
  });

  test('is the newest of pyenv if PATH has no Python', async () => {
    const home = temporaryFolder();
    for (const [version, minor] of [
      ['3.9.18', 9],
      ['3.10.13', 10],
      ['3.12.1', 12],
    ] as const) {
      fakeCommand(path.join(home, '.pyenv', 'versions', version, 'bin'), 'python', saying(minor));
    }
    expect(await findPython({ PATH: home, HOME: home })).toMatchObject({ version: '3.12' });
    const PYENV_ROOT = path.join(home, '.pyenv');
    expect(await findPython({ PATH: home, HOME: '/', PYENV_ROOT })).toMatchObject({ version: '3.12' });
  });

  test('is one that can make venvs', async () => {
    const PATH = temporaryFolder();
    fakeCommand(PATH, 'python3', saying(13, 0));
    fakeCommand(PATH, 'python3.11', saying(11));
    expect(await findPython({ PATH, HOME: PATH })).toMatchObject({ version: '3.11' });
  });

  test('is not a shim that fails', async () => {
    const PATH = temporaryFolder();
    fakeCommand(PATH, 'python3', 'echo "pyenv: python3: command not found" >&2; exit 127');
    expect(await findPython({ PATH, HOME: PATH })).toBeUndefined();
  });

  test('is one of the accepted versions', async () => {
    const PATH = temporaryFolder();
    for (const minor of [14, 13, 12]) fakeCommand(PATH, `python3.${minor}`, saying(minor));
    const range = { oldestMinor: 13, newestMinor: 13 };
    expect(await findPython({ PATH, HOME: PATH }, range)).toMatchObject({ version: '3.13' });
    expect(await findPython({ PATH, HOME: PATH }, { oldestMinor: 15 })).toBeUndefined();
    expect(pythonProblem(undefined, range)).toMatchObject({
      message: expect.stringContaining('No Python 3.13 was found'),
      fix: expect.stringContaining('pyenv install 3.13'),
    });
  });

  test('is the newest of uv if PATH and pyenv have no Python', async () => {
    const home = temporaryFolder();
    for (const minor of [12, 13]) {
      const version = path.join(home, '.local/share/uv/python', `cpython-3.${minor}.1-linux-x86_64-gnu`);
      fakeCommand(path.join(version, 'bin'), 'python3', saying(minor));
    }
    expect(await findPython({ PATH: home, HOME: home })).toMatchObject({ version: '3.13' });
  });

  test('missing: the reader learns what to install', () => {
    const problem = pythonProblem(undefined);
    expect(problem).toMatchObject({
      code: 'NO_PYTHON',
      fix: expect.stringMatching(/apt install[\s\S]*brew install/),
    });
  });

  test('without venv: the reader learns the name of the Debian package', () => {
    const problem = pythonProblem({ path: '/usr/bin/python3', version: '3.11', makesVenvs: false });
    expect(problem).toMatchObject({ code: 'NO_VENV', fix: expect.stringContaining('python3.11-venv') });
  });
});
