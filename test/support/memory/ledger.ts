import { codeOf, PermanentFailure, RetryableFailure } from '../../../src/errors';
import type { Job } from '../../../src/ledger/job';
import { type JobReceipt, type PartReceipt, type Progress, partSortKey } from '../../../src/ledger/receipt';
import type { Ledger } from '../../../src/ports';

interface Claim {
  receipt: JobReceipt;
  owner: string;
  until: number;
  expires: number;
}

/** A ledger in memory. */
export class MemoryLedger implements Ledger {
  private readonly claims = new Map<string, Claim>();
  private readonly parts = new Map<string, { receipt: PartReceipt; expires: number }>();

  constructor(private readonly receiptDays = 30) {}

  async claim(job: Job, owner: string, until: number): Promise<'claimed' | 'done'> {
    const before = fresh(this.claims.get(job.id));
    if (before?.receipt.state === 'extracted') return 'done';
    if (before?.owner === owner && before.receipt.state === 'extracting') return 'claimed';
    if (before && before.receipt.state === 'failed' && before.receipt.failedFor?.includes(job.messageId)) {
      throw new PermanentFailure(before.receipt.reason ?? '', before.receipt.detail ?? '');
    }
    if (before && before.until >= Date.now()) {
      throw Object.assign(new RetryableFailure('JOB_CLAIMED'), { retryAt: before.until });
    }
    const { key, etag, dataset, format, idColumns, messageId, forcedBy } = job;
    const tries = (before?.receipt.tries ?? 0) + 1;
    const startedAt = new Date().toISOString();
    const named = { id: job.id, state: 'extracting', key, etag, dataset, format, messageId } as const;
    const failedFor = before?.receipt.failedFor;
    const receipt = {
      ...named,
      ...(idColumns && { idColumns }),
      ...(forcedBy && { forcedBy }),
      ...(failedFor && { failedFor }),
    };
    const claim = { receipt: { ...receipt, tries, startedAt }, owner, until, expires: this.expires() };
    this.claims.set(job.id, claim);
    return 'claimed';
  }

  async extracted(job: Job, owner: string, result: Progress & { parts: number }) {
    const claim = this.end(job, owner, { state: 'extracted', ...result, endedAt: new Date().toISOString() });
    if (!claim) throw new RetryableFailure('CLAIM_LOST');
  }

  async failed(job: Job, owner: string, error: unknown) {
    const set = { state: 'failed', reason: codeOf(error), endedAt: new Date().toISOString() } as const;
    const failedFor = [...(this.receipt(job.id)?.failedFor ?? []), job.messageId];
    const permanent = error instanceof PermanentFailure && { detail: error.message, failedFor };
    const claim = this.end(job, owner, { ...set, ...permanent });
    if (claim) claim.until = 0;
  }

  async loaded(part: PartReceipt, lone?: Pick<JobReceipt, 'dataset' | 'warnings'>) {
    if (lone) {
      const { job, key, etag, rows, loadedAt } = part;
      const receipt: JobReceipt = {
        ...{ id: job, key, etag, rows, messageId: '', ...lone, state: 'extracted' },
        ...{ parts: 1, rejected: 0, filtered: 0, tries: 1, startedAt: loadedAt, endedAt: loadedAt },
      };
      this.claims.set(job, { receipt, owner: '', until: 0, expires: this.expires() });
    }
    this.parts.set(`${part.job}/${partSortKey(part.part)}`, { receipt: part, expires: this.expires() });
  }

  async part(job: string, part: number): Promise<PartReceipt | undefined> {
    return fresh(this.parts.get(`${job}/${partSortKey(part)}`))?.receipt;
  }

  receipt(job: string): JobReceipt | undefined {
    return fresh(this.claims.get(job))?.receipt;
  }

  /** The receipts of all jobs. */
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

  private end({ id: job }: Job, owner: string, set: Partial<JobReceipt>): Claim | undefined {
    const claim = this.claims.get(job);
    if (claim?.owner !== owner) return undefined;
    claim.receipt = { ...claim.receipt, ...set };
    return claim;
  }
}

function fresh<T extends { expires: number }>(item: T | undefined): T | undefined {
  return item && item.expires > Date.now() ? item : undefined;
}
