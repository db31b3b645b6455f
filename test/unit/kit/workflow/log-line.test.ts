import { parsed } from '../../../../kit/workflow/log-line';

test('a line of a function shows its fields, and none that the logger adds to every line', () => {
  const text = JSON.stringify({
    ...{ level: 'INFO', message: 'loaded', timestamp: '2026-01-02T03:04:05.678Z' },
    ...{ service: 'load', sampling_rate: 0, xray_trace_id: '1-6b0b92ff-498fcc11ba32ae0c58c49d56' },
    ...{ job: 'a1', accepted: 3, error: { message: 'cut', stack: 'at …' } },
  });
  expect(parsed({ at: 0, source: 'load', text })).toEqual({
    ...{ at: Date.parse('2026-01-02T03:04:05.678Z'), source: 'load', level: 'INFO', message: 'loaded' },
    more: 'job=a1  accepted=3  error=cut',
  });
});

test('a line that is not JSON is shown unchanged', () => {
  const text = 'END RequestId: 1';
  expect(parsed({ at: 7, source: 'load', text })).toMatchObject({ at: 7, message: text, more: '' });
});
