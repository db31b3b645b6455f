import { RetryableFailure } from '../../../src/errors';
import type { Job } from '../../../src/ledger/job';
import {
  type Claim as Granted,
  type JobReceipt,
  type Ledger,
  type PartReceipt,
  type Progress,
  partSortKey,
  sameLoad,
} from '../../../src/ledger/receipt';

interface Claim {
  receipt: JobReceipt;
  owner: string;
  until: number;
  expires: number;
  checkpoint?: string | undefined;
}

/** A ledger in memory. */
export class MemoryLedger implements Ledger {
  private readonly claims = new Map<string, Claim>();
  private readonly parts = new Map<string, { receipt: PartReceipt; expires: number }>();

  constructor(private readonly receiptDays = 30) {}

  async claim(job: Job, owner: string, until: number): Promise<Granted | 'done'> {
    const before = fresh(this.claims.get(job.job));
    const done = before?.receipt.state === 'extracted';
    if (before && done && !(job.force && before.receipt.run !== job.run)) return 'done';
    if (before?.owner === owner && before.receipt.state === 'extracting') return claimOf(before);
    if (before && !done && before.until >= Date.now()) {
      throw new RetryableFailure('JOB_CLAIMED', 'another invocation works on this job');
    }
    const { key, etag, dataset, format, id, messageId, run } = job;
    const tries = (before?.receipt.tries ?? 0) + 1;
    const startedAt = new Date().toISOString();
    const named = { job: job.job, run, state: 'extracting', key, etag, dataset, format, messageId } as const;
    const receipt = { ...named, ...(id && { id }) };
    const checkpoint = before?.checkpoint;
    const claim = {
      receipt: { ...receipt, tries, startedAt },
      owner,
      until,
      expires: this.expires(),
      checkpoint,
    };
    this.claims.set(job.job, claim);
    return claimOf(claim);
  }

  async extracted(job: Job, owner: string, result: Progress & { parts: number }) {
    const claim = this.end(job, owner, { state: 'extracted', ...result, endedAt: new Date().toISOString() });
    if (!claim) throw claimLost();
    claim.checkpoint = undefined;
  }

  async paused(job: Job, owner: string, { checkpoint, ...soFar }: Progress & { checkpoint: string }) {
    const claim = this.end(job, owner, { state: 'paused', ...soFar });
    if (!claim) throw claimLost();
    Object.assign(claim, { checkpoint, until: 0 });
  }

  async failed(job: Job, owner: string, reason: string, startOver: boolean) {
    const claim = this.end(job, owner, { state: 'failed', reason, endedAt: new Date().toISOString() });
    if (!claim) return;
    claim.until = 0;
    if (startOver) claim.checkpoint = undefined;
  }

  async loaded(part: PartReceipt, before: PartReceipt | undefined, lone?: { dataset: string }) {
    if (lone) {
      const { job, run, key, etag, rows, loadedAt } = part;
      const counts = { rows, parts: 1, rejected: 0, tries: 1 };
      const times = { startedAt: loadedAt, endedAt: loadedAt };
      const receipt = {
        job,
        run,
        key,
        etag,
        dataset: lone.dataset,
        messageId: '',
        state: 'extracted',
      } as const;
      this.claims.set(job, {
        receipt: { ...receipt, ...counts, ...times },
        owner: '',
        until: 0,
        expires: this.expires(),
      });
    }
    const now = await this.part(part.job, part.part);
    if (before ? !sameLoad(now, before) || now?.loadedAt !== before.loadedAt : now) {
      if (sameLoad(now, part)) return;
      throw new RetryableFailure(
        'RECEIPT_CHANGED',
        'a load of another run of the job left a receipt meanwhile',
      );
    }
    this.parts.set(`${part.job}/${partSortKey(part.part)}`, { receipt: part, expires: this.expires() });
  }

  async part(job: string, part: number): Promise<PartReceipt | undefined> {
    return fresh(this.parts.get(`${job}/${partSortKey(part)}`))?.receipt;
  }

  async job(job: string): Promise<JobReceipt | undefined> {
    return this.receipt(job);
  }

  receipt(job: string): JobReceipt | undefined {
    return fresh(this.claims.get(job))?.receipt;
  }

  /** Every job's receipt. */
  get jobs(): JobReceipt[] {
    return [...this.claims.values()].map(({ receipt }) => receipt);
  }

  /** The receipts of a job's parts. */
  partsOf(job: string): PartReceipt[] {
    return [...this.parts.values()].map(({ receipt }) => receipt).filter((part) => part.job === job);
  }

  private expires(): number {
    return Date.now() + this.receiptDays * 86_400_000;
  }

  private end({ job }: Job, owner: string, set: Partial<JobReceipt>): Claim | undefined {
    const claim = this.claims.get(job);
    if (claim?.owner !== owner) return undefined;
    claim.receipt = { ...claim.receipt, ...set };
    return claim;
  }
}

function fresh<T extends { expires: number }>(item: T | undefined): T | undefined {
  return item && item.expires > Date.now() ? item : undefined;
}

function claimOf({ checkpoint }: Claim): Granted {
  return checkpoint === undefined ? {} : { checkpoint };
}

function claimLost(): RetryableFailure {
  return new RetryableFailure('CLAIM_LOST', 'the claim expired and another invocation took the job');
}
