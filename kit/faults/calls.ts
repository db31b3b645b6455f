import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from './call';

/** What the proxy reports about a call of a function: at its beginning, when more is known, and at its end. */
export interface CallReport extends Call {
  /** Higher than the id of any earlier call, also of an earlier proxy's. */
  readonly id: number;
  /** When the call reached the proxy, in ms since the epoch. */
  readonly at: number;
  /** The attempt of the SDK, from 1. */
  readonly attempt?: number;
  /** The job that the call is about, if its key or its first bytes name one. */
  readonly job?: string;
  /** After how many seconds the message becomes visible, for ChangeMessageVisibility. */
  readonly seconds?: number;
  /** The fault that hit the call. */
  readonly fault?: string;
  /** How long the call took, in ms, once it has ended. */
  readonly ms?: number;
  /** The status of the answer; missing when the caller got no complete answer. */
  readonly status?: number;
}

type Listener = (report: CallReport) => void;

/** A job's id in the key of a part or report, and in the first bytes of a request to DynamoDB. */
const JOB_IN_KEY = /(?:^|\/)([0-9a-f]{16})\//;
const JOB_IN_BODY = /"(?:_job|pk)":\{"S":"([0-9a-f]{16})"\}/;
const SECONDS_IN_BODY = /"VisibilityTimeout":(\d+)/;

/** Tells listeners about the calls of functions. Without a listener, nothing is recorded and no body is looked at. */
export class Calls {
  private readonly listeners = new Set<Listener>();
  private lastId = Date.now();

  /** Calls a function for each report until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reports a call, if it is a function's and there is a listener. Call it before the request's body is read. */
  follow(call: Call, fault: string | undefined, request: IncomingMessage, response: ServerResponse): void {
    if (this.listeners.size === 0 || call.function === undefined) return;
    const [, attempt] = /attempt=(\d+)/.exec(String(request.headers['amz-sdk-request'] ?? '')) ?? [];
    const [, job] = JOB_IN_KEY.exec(call.key ?? '') ?? [];
    let report: CallReport = {
      ...call,
      ...{ id: ++this.lastId, at: Date.now() },
      ...(attempt && { attempt: Number(attempt) }),
      ...(job && { job }),
      ...(fault && { fault }),
    };
    this.tell(report);
    if (call.service === 'dynamodb' || call.service === 'sqs') {
      request.once('data', (chunk: Buffer) => {
        const start = chunk.toString('latin1');
        const [, named] = JOB_IN_BODY.exec(start) ?? [];
        const [, seconds] = SECONDS_IN_BODY.exec(start) ?? [];
        report = { ...report, ...(named && { job: named }), ...(seconds && { seconds: Number(seconds) }) };
        this.tell(report);
      });
    }
    response.once('close', () => {
      const ms = Date.now() - report.at;
      this.tell({ ...report, ms, ...(response.writableFinished && { status: response.statusCode }) });
    });
  }

  private tell(report: CallReport): void {
    for (const listener of this.listeners) listener(report);
  }
}
