import { run } from '../../../../kit/engines/run';
import { ROOT } from '../../../../kit/session';

test('a step ends on a terminal without a width, as a program in a job may make it', async () => {
  const script = `
    Object.assign(process.stderr, { isTTY: true, columns: 0 });
    for (const name of ['clearLine', 'cursorTo', 'moveCursor']) process.stderr[name] = () => true;
    const { step } = require('./kit/terminal/progress.ts');
    void step('Starting', async (say) => {
      say('soon');
      await new Promise((resolve) => setTimeout(resolve, 300));
    });`;
  const args = ['--require', './kit/typescript.js', '-e', script];
  const { CI: _, ...ours } = process.env;
  const env = { ...ours, TERM: 'xterm' };
  const { exitCode, output } = await run(process.execPath, args, { cwd: ROOT, env, timeoutMs: 20_000 });
  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringMatching(/✔ Starting/) });
});
