import { type JobRequest, jobOf, loneJobId } from '../../../src/ledger/job';

const request: JobRequest = { key: 'a.json', dataset: 'a', format: 'json', messageId: 'm-1' };

describe('A job', () => {
  test('is the same one for every sender, however often it is sent', () => {
    expect(jobOf({ ...request, messageId: 'm-2' }, 'e').id).toBe(jobOf(request, 'e').id);
  });

  test.each([
    [{ key: 'b.json' }],
    [{ dataset: 'b' }],
    [{ format: 'ndjson' as const }],
    [{ idColumns: ['x'] }],
    [{ reading: { delimiter: ';' } }],
  ])('is a different job with %j', (more) => {
    expect(jobOf({ ...request, ...more }, 'e').id).not.toBe(jobOf(request, 'e').id);
  });

  test('is a different job for another version of the input', () => {
    expect(jobOf(request, 'f').id).not.toBe(jobOf(request, 'e').id);
  });

  test('is a different job for each message that forces it, whatever its id after a redrive', () => {
    const forced = { ...request, forcedBy: 'm-1' };
    expect(jobOf(forced, 'e').id).not.toBe(jobOf(request, 'e').id);
    expect(jobOf({ ...request, forcedBy: 'm-2' }, 'e').id).not.toBe(jobOf(forced, 'e').id);
    expect(jobOf({ ...forced, messageId: 'm-3' }, 'e').id).toBe(jobOf(forced, 'e').id);
  });

  test('is a different job for each version of the user’s own step, and keeps its old id under the first', () => {
    const forced = { ...request, forcedBy: '2' };
    const ids = [1, 2, 3].flatMap((version) => [jobOf(request, 'e', version), jobOf(forced, 'e', version)]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(6);
    expect(jobOf(request, 'e', 1).id).toBe('e51181c5c8122337');
    expect(loneJobId('a.csv', 'e', 2)).not.toBe(loneJobId('a.csv', 'e', 1));
  });
});
