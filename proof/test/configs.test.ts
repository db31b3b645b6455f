import { execFileSync } from 'node:child_process';
import { ROOT } from '../../kit/session';

test.each([
  ['breaks', ['proof/breaks/breaks.test.ts']],
  [
    'mutation',
    ['test/unit/extract/extract.test.ts', 'test/unit/config.test.ts', 'test/contract/ledger.test.ts'],
  ],
])('make %s finds its tests', (proof, some) => {
  const args = ['jest', '--config', `proof/${proof}/jest.config.js`, '--listTests'];
  const listed = execFileSync('npx', args, { cwd: ROOT, encoding: 'utf8' }).split('\n');
  expect(listed.map((file) => file.replace(`${ROOT}/`, ''))).toEqual(expect.arrayContaining(some));
});
