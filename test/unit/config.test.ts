import { readConfig } from '../../src/config';
import { jobLimits } from '../../src/job-limits';

const needed = {
  SLUICE_INPUT_BUCKET: 'in',
  SLUICE_CSV_BUCKET: 'csv',
  SLUICE_JOBS_QUEUE_URL: 'http://q',
  SLUICE_RECORDS_TABLE: 'records',
  SLUICE_LEDGER_TABLE: 'ledger',
};

describe('Settings', () => {
  test('that are required are enough', () => {
    expect(readConfig({ ...needed, PATH: '/bin' })).toMatchObject({
      inputBucket: 'in',
      part: { rows: 25_000 },
    });
  });

  test('that are misspelt get the nearest right name', () => {
    expect(() => readConfig({ ...needed, SLUICE_PART_ROW: '1' })).toThrow(
      'SLUICE_PART_ROW is not a setting; did you mean SLUICE_PART_ROWS?',
    );
  });

  test.each(['0', '-1', '1.5', '1e3', 'many', ''])('that must be whole numbers are not %j', (value) => {
    expect(() => readConfig({ ...needed, SLUICE_WRITERS: value })).toThrow(
      'SLUICE_WRITERS must be a whole number above 0',
    );
  });

  test('that limit a job are derived from the timeout and the batch, unless they are given', () => {
    const batch = {
      ...needed,
      SLUICE_EXTRACT_TIMEOUT: '180',
      SLUICE_EXTRACT_BATCH: '2',
      SLUICE_JOB_ROWS: '',
    };
    expect(readConfig(batch).job).toEqual(jobLimits(180, 2));
    const given = { SLUICE_JOB_BYTES: '1', SLUICE_JOB_ROWS: '2', SLUICE_JOB_PARTS: '3' };
    expect(readConfig({ ...batch, ...given }).job).toEqual({ bytes: 1, rows: 2, parts: 3 });
    expect(() => readConfig({ ...needed, SLUICE_JOB_ROWS: '-1' })).toThrow('SLUICE_JOB_ROWS must be');
  });

  test('limit the rows of a part to what its metadata has room for', () => {
    expect(readConfig({ ...needed, SLUICE_PART_ROWS: '50000' })).toMatchObject({ part: { rows: 50_000 } });
    expect(() => readConfig({ ...needed, SLUICE_PART_ROWS: '50001' })).toThrow(
      'SLUICE_PART_ROWS must be at most 50000',
    );
  });

  test('that are missing or empty are named, all at once', () => {
    const { SLUICE_INPUT_BUCKET: _, ...rest } = needed;
    const reading = () => readConfig({ ...rest, SLUICE_CSV_BUCKET: '' });
    expect(reading).toThrow('SLUICE_INPUT_BUCKET is missing; SLUICE_CSV_BUCKET must not be empty');
  });
});
