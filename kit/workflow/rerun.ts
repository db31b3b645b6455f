import { jobOf } from '../../src/ledger/job';
import type { JobReceipt } from '../../src/ledger/receipt';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { readLedger } from './ledger';
import { etagOf, type JobMessage, requestOf } from './send';

/** The files of a dataset, grouped by the effect of sending them again. Each is listed once, by its key. */
export interface Rerun {
  /** The files that become new jobs, oldest first, so that the newer of two files with the same row wins again. */
  readonly messages: readonly JobMessage[];
  /** The files that were done under this version of the pipeline. */
  readonly done: readonly string[];
  /** The files that are no longer in the input bucket. */
  readonly gone: readonly string[];
  /** The files that were put into the csv bucket, and have no message. */
  readonly lone: readonly string[];
}

/** Finds the files of a dataset that the ledger knows, with the options of each file's last message. */
export async function planRerun(stack: Stack, aws: Clients, dataset: string): Promise<Rerun> {
  const jobs = (await readLedger(stack, aws)).map(({ receipt }) => receipt);
  const done = new Set(jobs.filter(({ state }) => state === 'extracted').map(({ id }) => id));
  const last = new Map<string, JobReceipt>();
  for (const receipt of jobs) {
    const name = `${receipt.format ? 'input' : 'csv'} ${receipt.key}`;
    if (receipt.dataset === dataset && !last.has(name)) last.set(name, receipt);
  }
  const rerun = {
    messages: [] as JobMessage[],
    done: [] as string[],
    gone: [] as string[],
    lone: [] as string[],
  };
  const etags = await Promise.all([...last.values()].map((receipt) => etagOf(stack, aws, receipt.key)));
  for (const [i, receipt] of [...last.values()].entries()) {
    const { key, format, idColumns, reading } = receipt;
    const etag = etags[i];
    if (!format) rerun.lone.push(key);
    else if (etag === undefined) rerun.gone.push(key);
    else {
      const message = { key, dataset, format, ...(idColumns && { id: idColumns }), ...reading };
      if (done.has(jobOf(requestOf(message), etag, stack.pipelineVersion).id)) rerun.done.push(key);
      else rerun.messages.unshift(message);
    }
  }
  return rerun;
}
