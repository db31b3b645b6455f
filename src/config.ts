import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { jobLimits } from './job-limits';
import { PART_ROWS } from './limits';

const name = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const positive = (fallback: string, most = Number.MAX_SAFE_INTEGER) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d*$/, 'must be a whole number above 0'),
      v.transform(Number),
      v.maxValue(most, `must be at most ${most}`),
    ),
    fallback,
  );

/** A setting that is derived from others when it is missing, or empty as in serverless.yml. */
const derived = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^([1-9]\d*)?$/, 'must be a whole number above 0'),
    v.transform((text) => (text === '' ? undefined : Number(text))),
  ),
);

const Settings = v.object({
  SLUICE_INPUT_BUCKET: name,
  SLUICE_CSV_BUCKET: name,
  SLUICE_JOBS_QUEUE_URL: name,
  SLUICE_RECORDS_TABLE: name,
  SLUICE_LEDGER_TABLE: name,
  /** A part is closed when it has this many rows… */
  SLUICE_PART_ROWS: positive('25000', PART_ROWS),
  /** …or this many characters of input… */
  SLUICE_PART_CHARS: positive('8388608'),
  /** …or this many cells (rows × columns), whichever comes first. */
  SLUICE_PART_CELLS: positive('1000000'),
  /** The timeout of extract in seconds, and the most messages that it gets at once. A job's limits follow from both. */
  SLUICE_EXTRACT_TIMEOUT: positive('900'),
  SLUICE_EXTRACT_BATCH: positive('1'),
  /** A job's limits, instead of the derived ones: bytes of input after decompression, rows, parts. */
  SLUICE_JOB_BYTES: derived,
  SLUICE_JOB_ROWS: derived,
  SLUICE_JOB_PARTS: derived,
  /** The version of src/pipeline.ts at deployment; when missing, the version in the code. */
  SLUICE_PIPELINE_VERSION: derived,
  /** BatchWriteItem calls in flight at once. */
  SLUICE_WRITERS: positive('8'),
  /** Days until a receipt expires. */
  SLUICE_RECEIPT_DAYS: positive('30'),
  /** Seconds until a failed message is retried; doubled after each attempt. */
  SLUICE_RETRY_SECONDS: positive('30'),
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the settings, once at cold start.
 * @throws Error that names each missing, wrong or misspelt setting; the function then fails to start
 */
export function readConfig(env: Record<string, string | undefined> = process.env) {
  const known = Object.keys(Settings.entries);
  const problems = Object.keys(env)
    .filter((key) => key.startsWith('SLUICE_') && !known.includes(key))
    .map((key) => `${key} is not a setting; did you mean ${closest(key, known)}?`);
  const settings = v.safeParse(Settings, env);
  for (const issue of settings.issues ?? []) {
    const key = String(issue.path?.[0].key);
    problems.push(env[key] === undefined ? `${key} is missing` : `${key} ${issue.message}`);
  }
  if (!settings.success || problems.length > 0) throw new Error(`Bad settings: ${problems.join('; ')}`);
  const s = settings.output;
  const limits = jobLimits(s.SLUICE_EXTRACT_TIMEOUT, s.SLUICE_EXTRACT_BATCH);
  return {
    inputBucket: s.SLUICE_INPUT_BUCKET,
    csvBucket: s.SLUICE_CSV_BUCKET,
    jobsQueueUrl: s.SLUICE_JOBS_QUEUE_URL,
    recordsTable: s.SLUICE_RECORDS_TABLE,
    ledgerTable: s.SLUICE_LEDGER_TABLE,
    part: { rows: s.SLUICE_PART_ROWS, chars: s.SLUICE_PART_CHARS, cells: s.SLUICE_PART_CELLS },
    job: {
      bytes: s.SLUICE_JOB_BYTES ?? limits.bytes,
      rows: s.SLUICE_JOB_ROWS ?? limits.rows,
      parts: s.SLUICE_JOB_PARTS ?? limits.parts,
    },
    pipelineVersion: s.SLUICE_PIPELINE_VERSION,
    writers: s.SLUICE_WRITERS,
    receiptDays: s.SLUICE_RECEIPT_DAYS,
    retrySeconds: s.SLUICE_RETRY_SECONDS,
  } as const;
}
