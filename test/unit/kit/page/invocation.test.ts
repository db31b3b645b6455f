import { linesOfCall } from '../../../../kit/page/invocation';

const JOB = '0123456789abcdef';
const line = (at: number, text: string, stream = 's') => ({
  at,
  text,
  stream,
  source: 'sluice-local-extract',
});
/** As MiniStack writes an invocation: everything at its end. */
const atEnd = (end: number, ms: number, text: string, stream = 's') => [
  line(end, 'START RequestId: r Version: $LATEST', stream),
  line(end, text, stream),
  line(end, 'END RequestId: r', stream),
  line(end, `REPORT RequestId: r\tDuration: ${ms} ms\tBilled Duration: ${ms} ms`, stream),
];
const textsAt = (at: number, lines: Parameters<typeof linesOfCall>[0], ...names: string[]) =>
  linesOfCall(lines, { at }, names).map(({ text, named }) => `${named ? '* ' : ''}${text.slice(0, 9)}`);

test('a call shows the lines of the invocation that ran at its moment, and not of the one before', () => {
  const lines = [...atEnd(5000, 1000, 'first'), ...atEnd(9000, 2000, 'second')];
  expect(textsAt(7500, lines)).toEqual(['second', 'REPORT Re']);
  expect(textsAt(4500, lines)).toEqual(['first', 'REPORT Re']);
  expect(textsAt(6000, lines)).toEqual([]);
});

test('of invocations at the same moment, the one that names the job or the key decides', () => {
  const lines = [
    ...atEnd(9000, 2000, '{"job":"ffffffffffffffff","key":"b.json"}', 'a'),
    ...atEnd(9000, 2000, `{"job":"${JOB}","key":"a.json"}`, 'b'),
  ];
  expect(textsAt(8000, lines, JOB)).toEqual(['* {"job":"0', 'REPORT Re']);
  expect(textsAt(8000, lines, 'b.json')).toEqual(['* {"job":"f', 'REPORT Re']);
  expect(textsAt(8000, lines)).toHaveLength(4);
});

test('an invocation that writes while it runs shows its lines before its end, even after one that was killed', () => {
  const lines = [
    line(1000, 'START RequestId: killed'),
    line(1500, 'lost'),
    line(4000, 'START RequestId: next'),
    line(4200, 'found'),
  ];
  expect(textsAt(4500, lines)).toEqual(['found']);
  expect(textsAt(2000, lines)).toEqual(['lost']);
});

test('a call of an invocation that has logged nothing yet does not show the lines of other jobs', () => {
  const other = atEnd(9000, 2000, '{"message":"extracted","job":"ffffffffffffffff"}', 'a');
  expect(textsAt(8000, other, JOB)).toEqual([]);
  const failed = atEnd(9000, 2000, '{"message":"not extracted","messageId":"m-1"}', 'b');
  expect(textsAt(8000, [...other, ...failed], JOB)).toEqual(['{"message', 'REPORT Re']);
  expect(textsAt(8000, [...other, ...failed], JOB, 'm-1')).toEqual(['* {"message', 'REPORT Re']);
});
