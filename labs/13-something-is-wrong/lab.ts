import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import type { SoakJob } from '../../kit/oracle/expected';
import type { Finding, SeenLetter } from '../../kit/oracle/oracle';
import { disagreement } from '../../kit/oracle/parts';
import { someJobs } from '../../kit/oracle/some-jobs';
import { indexIn } from '../../kit/oracle/target';
import { type Tried, trial } from '../../kit/oracle/trial';
import { isBalanced, type JobState } from '../../kit/workflow/ledger';

const JOBS = 30;
/** The rows of a full part on this stage. The cells and characters of a job never fill one before. */
const PART_ROWS = 500;
/** How long SQS keeps a message, in days: until then it may be delivered again. */
const KEPT_DAYS = 4;

interface Ran extends Tried {
  readonly jobs: readonly SoakJob[];
}

async function run(flow: Flow): Promise<Ran> {
  const { stack, aws } = flow.opened;
  const jobs = someJobs(JOBS, stack);
  flow.report(`${JOBS} random jobs`);
  return { ...(await trial(stack, aws, jobs, flow.report)), jobs };
}

/** Returns what the oracle found about the first job that is not as it must be, and how much more it found. */
function told(findings: readonly Finding[], jobs: readonly SoakJob[]): string {
  const [first] = findings;
  if (!first) return 'nothing more';
  const job = jobs.find(({ index }) => index === first.index);
  const count = (what: Finding['kind']) => findings.filter(({ kind }) => kind === what).length;
  const sums = (['lost', 'doubled', 'wrong'] as const).flatMap((kind) =>
    count(kind) > 0 ? [`${count(kind)} rows ${kind}`] : [],
  );
  const about = job ? `${job.uploads[0]?.key ?? job.dataset} (${job.what}): ` : '';
  return [`${about}${first.kind}, ${first.what}`, ...sums].join('; ');
}

/** Judges what a milder form of a mistake leaves: every row is in its place, and something is still wrong. */
async function milder(flow: Flow, { delayed, isOurs }: Ran): Promise<NotYet | undefined> {
  if (delayed) {
    return {
      wanted: 'No message is held back before its first try.',
      seen: 'messages were delayed when they were sent',
      look: 'make status STAGE=local-lab, and each column of its table of queues',
    };
  }
  const states = await ownJobs(flow, isOurs);
  const cut = states.find(
    ({ rows, receipt: { parts = 0 } }) => parts > Math.max(1, Math.ceil(rows / PART_ROWS)),
  );
  if (cut) {
    return {
      wanted: 'A file has no more parts than its rows fill.',
      seen: `${cut.receipt.key}: ${cut.rows} rows in ${cut.receipt.parts} parts`,
      look: 'make status STAGE=local-lab, and the parts of each job',
    };
  }
  const days = states.map(({ receipt }) => (expiryOf(receipt) - Date.now() / 1000) / 86_400);
  if (states.length === 0 || Math.min(...days) > KEPT_DAYS) return undefined;
  return {
    wanted: 'A receipt is valid for as long as its message may be delivered again.',
    seen: `a receipt expires after ${Math.min(...days).toFixed(2)} days; SQS keeps a message for ${KEPT_DAYS}`,
    look: 'the receipts, and what says when they expire',
  };
}

async function ownJobs(flow: Flow, isOurs: Ran['isOurs']): Promise<JobState[]> {
  return (await flow.allJobs()).filter(({ receipt }) => isOurs(receipt.dataset));
}

/** Returns when a receipt expires, in seconds since the epoch. */
function expiryOf(receipt: object): number {
  return (receipt as { expires?: number }).expires ?? 0;
}

function isAbout({ about }: SeenLetter) {
  return ({ index }: Finding) => index === indexIn(about.join(' '));
}

export default lab({
  async observe(flow) {
    const { jobs, findings, needless, stuck, queues, isOurs } = await run(flow);
    const states = await ownJobs(flow, isOurs);
    const phases = ['done', 'loading', 'extracting', 'failed'] as const;
    const count = (wanted: string) => states.filter(({ phase }) => phase === wanted).length;
    const odd = states.filter((job) => job.phase === 'done' && !isBalanced(job)).length;
    const open = stuck && count('loading') + queues.jobs.delayed > 0;
    // A job of the oracle's that has no receipt, or too many.
    const miscounted = findings.some(({ what }) => what.startsWith('it has '));
    const files = jobs.reduce((sum, { uploads }) => sum + uploads.length, 0);
    const { visible, inFlight, delayed } = queues.jobs;
    return {
      answer: needless.length > 0 ? 'a' : open ? 'b' : odd > 0 || miscounted ? 'c' : 'd',
      seen: [
        `files sent: ${files}; jobs in status: ${states.length} (${phases.map((phase) => `${count(phase)} ${phase}`).join(', ')})`,
        `jobs that are done, but whose sum is not right: ${odd}`,
        `dead letters of good files so far: ${needless.length}`,
        `messages: ${visible} visible, ${inFlight} in flight, ${delayed} delayed`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const ran = await run(flow);
    const { findings, needless, stuck, tries, endless, jobs, isOurs } = ran;
    const seen = told(findings, jobs);
    if (endless) {
      return {
        wanted: 'No message is tried without an end.',
        seen: `one message has failed ${tries} times`,
        look: 'STAGE=local-lab ./sluice logs extract',
      };
    }
    const [letter] = needless;
    if (letter) {
      return {
        wanted: 'No message of a good file is a dead letter.',
        seen: `in ${letter.queue}: ${letter.about.join(' ')}; ${told(findings.filter(isAbout(letter)), jobs)}`,
        look: 'make status STAGE=local-lab says why each letter is there',
      };
    }
    const { stack, aws } = flow.opened;
    const odd = await disagreement(stack, aws, isOurs);
    if (odd) {
      return {
        wanted: 'Each part agrees with the metadata beside it.',
        seen: odd,
        look: 'STAGE=local-lab ./sluice ls, and ./sluice cat of a part and of its metadata',
      };
    }
    if (findings.length === 0 && !stuck) return milder(flow, ran);
    if (!stuck) {
      return {
        wanted: 'Every row is in its place once, and the sums of its job are right.',
        seen,
        look: 'make status STAGE=local-lab, and the files that it names there',
      };
    }
    return {
      wanted: 'Every message comes to its end: its job is done, or it is a dead letter.',
      seen: `nothing moves any more; ${seen}`,
      look: 'STAGE=local-lab ./sluice logs load, and which line is the last about a file',
    };
  },
});
