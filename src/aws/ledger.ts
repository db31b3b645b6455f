import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { codeOf, PermanentFailure, RetryableFailure } from '../errors';
import type { Job } from '../ledger/job';
import { type JobReceipt, type PartReceipt, type Progress, partSortKey } from '../ledger/receipt';
import type { Ledger } from '../ports';

const JOB = 'job';

/** The ledger table: `pk` is the job, `sk` is `job` or `part-00001`. */
export class DynamoLedger implements Ledger {
  private readonly dynamo: DynamoDBDocumentClient;

  constructor(
    private readonly table: string,
    private readonly receiptDays: number,
    client: DynamoDBClient,
  ) {
    this.dynamo = DynamoDBDocumentClient.from(client);
  }

  async claim(job: Job, owner: string, until: number): Promise<'claimed' | 'done'> {
    const { key, etag, dataset, format, idColumns, reading, messageId, forcedBy } = job;
    const fields = {
      ...{ state: 'extracting', owner, until, key, etag, dataset, format, messageId },
      ...{ ...(idColumns && { idColumns }), ...(reading && { reading }), ...(forcedBy && { forcedBy }) },
      ...{ startedAt: new Date().toISOString(), expires: this.expires() },
    };
    const { assignments, ExpressionAttributeNames, ExpressionAttributeValues } = setting(fields);
    try {
      await this.dynamo.send(
        new UpdateCommand({
          TableName: this.table,
          Key: { pk: job.id, sk: JOB },
          UpdateExpression: `SET ${assignments}, tries = if_not_exists(tries, :zero) + :one
            REMOVE reason, detail, endedAt, parts, #rows, rejected, filtered, warnings`,
          // The job is free, or its claim has expired or was given up. It is not done, and has not failed permanently for
          // this message.
          ConditionExpression: `attribute_not_exists(pk) OR #expires < :second OR (#state <> :extracted AND #until < :now
            AND (attribute_not_exists(failedFor) OR NOT contains(failedFor, :messageId)))`,
          ExpressionAttributeNames: { ...ExpressionAttributeNames, '#rows': 'rows' },
          ExpressionAttributeValues: {
            ...ExpressionAttributeValues,
            ...{ ':extracted': 'extracted', ':now': Date.now(), ':second': second(), ':zero': 0, ':one': 1 },
          },
        }),
      );
      return 'claimed';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    const found = await this.get<JobReceipt & { owner: string; until: number }>(job.id, JOB);
    if (found?.state === 'extracted') return 'done';
    // The claim succeeded but its response was lost, and the SDK repeated the call.
    if (found?.state === 'extracting' && found.owner === owner) return 'claimed';
    if (found?.state === 'failed' && found.failedFor?.includes(messageId)) {
      throw new PermanentFailure(found.reason ?? 'UNEXPECTED', found.detail ?? '');
    }
    throw Object.assign(new RetryableFailure('JOB_CLAIMED'), { retryAt: found?.until });
  }

  async extracted(job: Job, owner: string, result: Progress & { parts: number }) {
    const set = { state: 'extracted', ...result, endedAt: new Date().toISOString() };
    if (!(await this.end(job, owner, set))) throw new RetryableFailure('CLAIM_LOST');
  }

  async failed(job: Job, owner: string, error: unknown) {
    const set = { state: 'failed', until: 0, reason: codeOf(error), endedAt: new Date().toISOString() };
    if (error instanceof PermanentFailure) {
      await this.end(job, owner, { ...set, detail: error.message }, job.messageId);
    } else await this.end(job, owner, set);
  }

  async loaded(part: PartReceipt, lone?: Pick<JobReceipt, 'dataset' | 'warnings'>) {
    const expires = this.expires();
    if (lone) {
      const { job, key, etag, rows, loadedAt } = part;
      const receipt: JobReceipt = {
        ...{ id: job, key, etag, rows, parts: 1, rejected: 0, filtered: 0, ...lone },
        ...{ state: 'extracted', messageId: '', tries: 1, startedAt: loadedAt, endedAt: loadedAt },
      };
      const Item = { pk: job, sk: JOB, ...receipt, expires };
      await this.dynamo.send(new PutCommand({ TableName: this.table, Item }));
    }
    const Item = { pk: part.job, sk: partSortKey(part.part), ...part, expires };
    await this.dynamo.send(new PutCommand({ TableName: this.table, Item }));
  }

  async part(job: string, part: number): Promise<PartReceipt | undefined> {
    return this.get<PartReceipt>(job, partSortKey(part));
  }

  /**
   * Ends the owner's claim. Returns false when another owner holds the claim.
   * @param failedFor the message that may not claim the job again
   */
  private async end(
    job: Job,
    owner: string,
    set: Record<string, unknown>,
    failedFor?: string,
  ): Promise<boolean> {
    const { assignments, ExpressionAttributeNames, ExpressionAttributeValues } = setting({ ...set, owner });
    const also = failedFor ? ', failedFor = list_append(if_not_exists(failedFor, :none), :failedFor)' : '';
    try {
      await this.dynamo.send(
        new UpdateCommand({
          TableName: this.table,
          Key: { pk: job.id, sk: JOB },
          UpdateExpression: `SET ${assignments}${also}`,
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames,
          ExpressionAttributeValues: {
            ...ExpressionAttributeValues,
            ...(failedFor && { ':none': [], ':failedFor': [failedFor] }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  private async get<T>(pk: string, sk: string): Promise<T | undefined> {
    const { Item } = await this.dynamo.send(
      new GetCommand({ TableName: this.table, Key: { pk, sk }, ConsistentRead: true }),
    );
    // DynamoDB returns expired items until it deletes them, which can take days.
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
    return Item && Item.expires >= second() ? (Item as T) : undefined;
  }

  private expires(): number {
    return second() + this.receiptDays * 86_400;
  }
}

/** Returns the current time in seconds since the epoch, the unit of DynamoDB's TTL. */
function second(): number {
  return Math.floor(Date.now() / 1000);
}

/** Returns each field as `#name = :name`, because many names are reserved words of DynamoDB. */
function setting(fields: Record<string, unknown>) {
  const names = Object.keys(fields);
  return {
    assignments: names.map((name) => `#${name} = :${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, fields[name]])),
  };
}
