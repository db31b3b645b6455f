import { run } from '../../../../kit/engines/run';

describe('A command on the machine', () => {
  test('reports its exit code and its output, line by line', async () => {
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    const outcome = await run('sh', ['-c', 'echo one; echo two; exit 3'], { timeoutMs: 5000, onLine });
    expect(outcome).toMatchObject({ exitCode: 3, stdout: 'one\ntwo', timedOut: false, missing: false });
    expect(lines).toEqual(['one', 'two']);
  });

  test('may print a character in two pieces', async () => {
    const split = "printf 'na\\303'; sleep 0.3; printf '\\257ve'";
    expect(await run('sh', ['-c', split], { timeoutMs: 5000 })).toMatchObject({
      stdout: 'naïve',
      output: 'naïve',
    });
  });

  test('that does not exist is reported differently', async () => {
    expect(await run('no-such-command', [], { timeoutMs: 1000 })).toMatchObject({
      missing: true,
      timedOut: false,
    });
  });

  test('times out even when a child process keeps the pipe open', async () => {
    const began = Date.now();
    expect(await run('sh', ['-c', 'sleep 5; true'], { timeoutMs: 200 })).toMatchObject({ timedOut: true });
    expect(Date.now() - began).toBeLessThan(2000);
  });
});
