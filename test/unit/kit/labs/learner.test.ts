import { readLabs } from '../../../../kit/labs/labs';
import type { OpenLab } from '../../../../kit/labs/workshop';
import { ROOT, type Session } from '../../../../kit/session';
import { show } from '../../../../kit/terminal/learner';
import type { Output } from '../../../../kit/terminal/output';

/** Returns what a learner reads about lab 2 when it is in a phase after its break. */
async function shown(phase: OpenLab['phase']): Promise<string> {
  const lines: string[] = [];
  const out: Output = {
    json: false,
    line: (text = '') => void lines.push(text),
    table: () => {},
    data: () => {},
  };
  const lab = readLabs(ROOT).find(({ number }) => number === 2);
  if (!lab) throw new Error('lab 2 is not there');
  const done = { begun: '2026-01-01T00:00:00Z', prediction: 'b', measured: 'c', seen: ['nowhere'], hints: 0 };
  await show({ lab, phase, done }, {} as Session, [], out);
  return lines.join('\n');
}

test('a passed lab that is shown again says that it is passed and what is next, and asks for no fix', async () => {
  expect(await shown('broken')).toMatch(/Fix it, then:.* make check/);
  const passed = await shown('passed');
  expect(passed).toMatch(/it was: {4}c[\s\S]*lab 2 is passed[\s\S]*The next one: make lab/);
  expect(passed).not.toMatch(/Fix it|\nFix\n|make check/);
});
