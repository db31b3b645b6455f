import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { MiniStack } from '../../../../kit/engines/ministack/ministack';
import { Venv } from '../../../../kit/engines/python/venv';
import { run } from '../../../../kit/engines/run';
import { checkoutWith, emptyCheckout } from './support/checkout';
import { fakeCommand, temporaryFolder } from './support/machine';

/** A Python whose venvs have a pip that records each run and then runs `pip`. */
function machineWithPython(pip: string): string {
  const PATH = path.join(temporaryFolder(), 'bin');
  const inner = `case "$*" in *"pip install"*) echo "$*" >> "$(dirname "$0")/../pip-ran"; ${pip};; esac`;
  const outer = `if [ "$1" = -c ]; then printf '%s\\n' 3 12 1 "$0"; exit; fi
mkdir -p "$3/bin"; cat > "$3/bin/python" <<'END'\n#!/bin/sh\n${inner}\nEND\nchmod +x "$3/bin/python"`;
  fakeCommand(PATH, 'python3', outer);
  return `${PATH}:/usr/bin:/bin`;
}

/** Writes a package with one empty module, `in_venv`, that pip can install offline. */
function wheel(folder: string): string {
  const file = path.join(folder, 'in_venv-1-py3-none-any.whl');
  const files = {
    'in_venv.py': '',
    'in_venv-1.dist-info/METADATA': 'Metadata-Version: 2.1\nName: in_venv\nVersion: 1\n',
    'in_venv-1.dist-info/WHEEL':
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'in_venv-1.dist-info/RECORD': '',
  };
  writeFileSync(
    file,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
  return file;
}

function pinOf(file: string): string {
  return `file://${file} --hash=sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}\n`;
}

const said: string[] = [];
const report = (line: string) => said.push(line);
const venvOf = (root: string) => path.join(root, '.sluice', 'venv-ministack');
beforeEach(() => said.splice(0));

describe('Installing the embedded engine', () => {
  test('runs pip once; the second time takes less than 50 ms', async () => {
    const place = await emptyCheckout({ PATH: machineWithPython('echo Collecting ministack==1.5.33') });
    const engine = new MiniStack(place);
    await engine.install(report);
    expect(said).toEqual(['Making a Python 3.12 environment', 'Collecting ministack==1.5.33']);
    const began = performance.now();
    await engine.install(report);
    expect(performance.now() - began).toBeLessThan(50);
    expect(said).toHaveLength(2);
  });

  test('that was interrupted starts again', async () => {
    const place = await emptyCheckout({ PATH: machineWithPython('true') });
    const leftover = fakeCommand(path.join(venvOf(place.root), 'lib'), 'half-made', '');
    await new MiniStack(place).install(report);
    expect(existsSync(leftover)).toBe(false);
    expect(existsSync(path.join(venvOf(place.root), 'pip-ran'))).toBe(true);
  });

  test('is repeated when the requirements have changed or its Python was uninstalled', async () => {
    const [engine, place] = await checkoutWith('');
    place.env.PATH = machineWithPython('true');
    const pipRan = path.join(venvOf(place.root), 'pip-ran');
    await engine.install(report);
    expect(existsSync(pipRan)).toBe(false);

    writeFileSync(path.join(venvOf(place.root), 'sluice-stamp'), 'of an older requirements.txt');
    await engine.install(report);
    expect(existsSync(pipRan)).toBe(true);

    rmSync(path.join(venvOf(place.root), 'bin', 'python'));
    await engine.install(report);
    expect(existsSync(path.join(venvOf(place.root), 'bin', 'python'))).toBe(true);
  });

  test('that fails reports pip’s output, and is repeated', async () => {
    const place = await emptyCheckout({ PATH: machineWithPython('echo "ERROR: no route to host"; exit 1') });
    const engine = new MiniStack(place);
    const failed = { code: 'PIP_FAILED', message: expect.stringContaining('no route to host') };
    await expect(engine.install(report)).rejects.toMatchObject(failed);
    await expect(engine.start(report)).rejects.toMatchObject({ code: 'NOT_INSTALLED' });
  });

  test('writes into the checkout, whatever the shell sets for pip and Python', async () => {
    const elsewhere = temporaryFolder();
    const place = await emptyCheckout({
      ...{
        PIP_TARGET: elsewhere,
        PIP_PREFIX: elsewhere,
        PIP_ROOT: elsewhere,
        PIP_USER: '1',
      },
      ...{ PYTHONPATH: elsewhere, PYTHONHOME: '/nowhere' },
    });
    const pins = path.join(place.root, 'pins.txt');
    writeFileSync(pins, pinOf(wheel(place.root)));
    expect(await new MiniStack(place).problems()).toEqual([]);
    const venv = new Venv(place, 'test', pins);
    await venv.make(report);
    const { exitCode } = await run(venv.python, ['-c', 'import in_venv'], { timeoutMs: 20_000 });
    expect(exitCode).toBe(0);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('without Python is refused, which can be checked beforehand', async () => {
    const engine = new MiniStack(await emptyCheckout({ PATH: temporaryFolder(), HOME: '/nowhere' }));
    expect(await engine.problems()).toMatchObject([{ code: 'NO_PYTHON' }]);
    await expect(engine.install(report)).rejects.toMatchObject({ code: 'NO_PYTHON' });
  });
});

describe('A Python environment with our own project', () => {
  test('builds only with pinned builders, and installs the project again when its code has changed', async () => {
    const place = await emptyCheckout({ PATH: machineWithPython('true') });
    const [pins, builders, project] = ['pins.txt', 'builders.txt', 'project'].map((name) =>
      path.join(place.root, name),
    ) as [string, string, string];
    writeFileSync(pins, 'a==1 --hash=sha256:0');
    writeFileSync(builders, 'b==1 --hash=sha256:0');
    mkdirSync(project);
    writeFileSync(path.join(project, 'code.py'), 'one');
    const venv = new Venv(place, 'test', pins, { buildRequirements: builders, projects: [project] });
    const pipRan = path.join(venv.folder, 'pip-ran');
    const calls = () => readFileSync(pipRan, 'utf8').trim().split('\n');

    await venv.make(report);
    expect(calls()).toEqual([
      expect.stringMatching(/--require-hashes -r .*builders\.txt$/),
      expect.stringMatching(/--require-hashes --no-build-isolation -r .*pins\.txt$/),
      expect.stringMatching(/--no-index --no-deps --no-build-isolation .*project$/),
    ]);
    expect(venv.isReady()).toBe(true);

    writeFileSync(path.join(project, 'code.py'), 'two');
    expect(venv.isReady()).toBe(false);
    await venv.make(report);
    expect(calls()).toHaveLength(4);
    expect(venv.isReady()).toBe(true);
  });
});
