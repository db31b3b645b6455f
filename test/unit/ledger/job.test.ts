import { type JobRequest, jobOf } from '../../../src/ledger/job';

const request: JobRequest = { key: 'a.json', dataset: 'a', format: 'json', messageId: 'm-1', force: false };

describe('A job', () => {
  test('is the same one whoever sends it and however often', () => {
    expect(jobOf({ ...request, messageId: 'm-2' }, 'e').job).toBe(jobOf(request, 'e').job);
    expect(jobOf({ ...request, force: true }, 'e').job).toBe(jobOf(request, 'e').job);
  });

  test.each([[{ key: 'b.json' }], [{ dataset: 'b' }], [{ format: 'ndjson' as const }], [{ id: ['x'] }]])(
    'is another one with %j',
    (more) => {
      expect(jobOf({ ...request, ...more }, 'e').job).not.toBe(jobOf(request, 'e').job);
    },
  );

  test('is another one for another version of the input', () => {
    expect(jobOf(request, 'f').job).not.toBe(jobOf(request, 'e').job);
  });

  test('runs once for each message that forces it', () => {
    expect(jobOf(request, 'e').run).toBe('first');
    expect(jobOf({ ...request, force: true }, 'e').run).toBe('m-1');
  });
});
