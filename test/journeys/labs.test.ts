import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Copy, copyCheckout } from '../support/copy';
import { proveIn } from '../support/labs/prove-in';

const FILE = 'src/extract/handler.ts';
/**
 * Fast labs: they change code only, so nothing is deployed between their states, and they need no fault proxy, which an
 * engine of another checkout does not have. `./sluice labs-check` proves all labs.
 */
const FAST = [4, 7, 9];

/** A copy, since a lab breaks files. Its commands use the engine of the tests. */
let copy: Copy;
beforeAll(async () => {
  copy = await copyCheckout(process.env.SLUICE_TEST_ENDPOINT ?? '');
});
afterAll(() => copy?.end());

const file = () => readFileSync(path.join(copy.folder, FILE), 'utf8');
const sluice = (args: string) => copy.sh(`./sluice ${args}`);

test('a learner predicts, sees what the machine did, fixes it, and gets the files back', async () => {
  const intact = file();
  const begun = await sluice('lab 2');
  expect(begun).toMatchObject({ exitCode: 0 });
  expect(begun.output).toMatch(
    /the message of the cut file is in jobs-dlq[\s\S]*How many of the nine good files/,
  );

  const broken = await sluice('predict b');
  expect(broken.output).toMatch(/you said: {2}b {2}nine land, and .*\n {2}it was: {4}c {2}nine land, and/);
  expect(await sluice('check')).toMatchObject({
    exitCode: 1,
    output: expect.stringMatching(/not yet\n {2}wanted: {2}The messages of bad files are in jobs-dlq\./),
  });

  const fixed = file().replace('await processPartialResponse(', 'return processPartialResponse(');
  writeFileSync(path.join(copy.folder, FILE), `${fixed}// my own words\n`);
  expect(await sluice('check')).toMatchObject({ exitCode: 0, output: expect.stringContaining('✔ passed') });
  const again = await sluice('predict b');
  expect(again.output).toMatch(/it was: {4}c[\s\S]*✔ lab 2 is passed\n\nThe next one: make lab/);
  expect(again.output).not.toContain('Fix it');

  const reset = await sluice('lab-reset --json');
  const { putBack } = JSON.parse(reset.output.slice(reset.output.indexOf('{')));
  expect(readFileSync(path.join(copy.folder, putBack[0].copy), 'utf8')).toContain('// my own words');
  expect(file()).toBe(intact);
}, 180_000);

test.each(FAST)(
  'the check of lab %d passes what is right, and fails what is broken or fixed wrongly',
  async (number) => {
    const proven = await proveIn(copy, number, { few: true });
    expect(proven.filter(({ ok }) => !ok)).toEqual([]);
    expect(proven.map(({ state }) => state.split('/')[0])).toEqual([
      'intact',
      'broken',
      'solution',
      'wrong',
      'reset',
    ]);
  },
  180_000,
);
