import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openSince, writeProgress } from '../../../../kit/labs/progress';
import { temporaryFolder } from '../engines/support/machine';

test('the logs of a stage begin with the open lab, and not with one that was closed', () => {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'labs'));
  expect(openSince(root)).toBeUndefined();
  const labs = {
    '03-never-dies': { begun: '2026-01-01T08:00:00.000Z', hints: 0 },
    '04-sent-twice': { begun: '2026-01-01T09:00:00.000Z', hints: 0 },
  };
  writeProgress(root, { labs });
  expect(openSince(root)).toBeUndefined();
  writeProgress(root, { open: '04-sent-twice', phase: 'broken', labs });
  expect(openSince(root)).toBe(Date.UTC(2026, 0, 1, 9));
});
