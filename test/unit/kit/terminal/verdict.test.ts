import { printJobs } from '../../../../kit/terminal/follow';
import type { Output } from '../../../../kit/terminal/output';
import type { JobState } from '../../../../kit/workflow/ledger';
import { WARNINGS } from '../../../../src/codes';
import type { Warning } from '../../../../src/warnings';

/** Returns the columns and cells of the table of one job, and the lines around it. */
function tableOf(
  counts: Partial<JobState>,
  warnings?: Warning[],
): { head: string[]; cells: (string | number)[]; lines: string } {
  let head: string[] = [];
  let cells: (string | number)[] = [];
  let lines = '';
  const out: Output = {
    json: false,
    line: (text = '') => {
      lines += `${text}\n`;
    },
    data: () => {},
    table: (titles, [row = []]) => {
      head = titles;
      cells = row;
    },
  };
  const receipt = { job: 'a1', key: 'movies.json', state: 'extracted', warnings };
  const job = {
    receipt,
    phase: 'done',
    loaded: [],
    rows: 6,
    accepted: 6,
    rejected: 0,
    superseded: 0,
    filtered: 0,
  };
  printJobs([{ ...job, ...counts } as unknown as JobState], out);
  return { head, cells, lines };
}

/** Returns the last column of the table. */
function verdict(counts: Partial<JobState>): string {
  return String(tableOf(counts).cells.at(-1));
}

test('filtered rows have a column if there are any', () => {
  expect(tableOf({}).head).not.toContain('filtered');
  const { head, cells } = tableOf({ accepted: 4, filtered: 2 });
  expect(cells[head.indexOf('filtered')]).toBe(2);
  expect(verdict({ accepted: 4, filtered: 2 })).toContain('✔ every row accounted for');
  expect(verdict({ accepted: 5, filtered: 2 })).toContain('✘ rows do not add up');
});

test('a job whose rows are all in the table has a tick', () => {
  expect(verdict({})).toContain('✔ every row accounted for');
  expect(verdict({ accepted: 4, superseded: 2, filtered: 0 })).toContain('✔ every row accounted for');
});

test('a job with rejected rows has no tick, and says how many rows and where the reasons are', () => {
  expect(verdict({ accepted: 4, rejected: 2 })).toContain('⚠ 2 rejected: ./sluice rejects');
});

test('a job whose rows were all rejected says so', () => {
  expect(verdict({ accepted: 0, rejected: 6 })).toContain('⚠ every row rejected');
});

test('a job with a warning has none, and says what to do', () => {
  const warning = { code: 'DELIMITER_DOUBTFUL', message: 'cells end at ","' };
  const { cells, lines } = tableOf({}, [warning]);
  expect(cells.at(-1)).toContain('⚠ DELIMITER_DOUBTFUL');
  expect(lines).toContain('about movies.json: cells end at ","');
  expect(lines).toContain(WARNINGS.DELIMITER_DOUBTFUL.fix);
  expect(tableOf({ accepted: 4, rejected: 2 }, [warning]).cells.at(-1)).toMatch(/2 rejected.*; DELIMITER_/);
});

test('a job that does not add up says so', () => {
  expect(verdict({ accepted: 3, rejected: 2 })).toContain('✘ rows do not add up');
});

test('a job that failed says what to do', () => {
  expect(verdict({ phase: 'failed', accepted: 0 })).toContain('./sluice redrive');
});

test('a failed job says with which code it failed, and what to do', () => {
  const failed = {
    phase: 'failed',
    receipt: { key: 'a.json', reason: 'JSON_TRUNCATED' },
  } as unknown as JobState;
  const { head, cells } = tableOf(failed);
  expect(cells[head.indexOf('state')]).toBe('failed');
  expect(verdict(failed)).toContain('✘ JSON_TRUNCATED: ./sluice redrive, once the cause is removed');
});
