import { FilterLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { Clients } from '../stack/clients';

export interface LogLine {
  readonly at: number;
  readonly source: string;
  readonly text: string;
}

/**
 * Returns what a function logged since a time (ms since the epoch), oldest first; nothing if it never ran.
 * @param having return only lines with this text, which must not contain quotes
 */
export async function readLogs(
  { logs }: Clients,
  functionName: string,
  since: number,
  having?: string,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs
      .send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/${functionName}`,
          startTime: since,
          ...(having && { filterPattern: `"${having}"` }),
          ...(nextToken && { nextToken }),
        }),
      )
      .catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return { events: [], nextToken: undefined };
        throw error;
      });
    for (const { timestamp = 0, message = '' } of page.events ?? []) {
      // LocalStack ignores the pattern.
      if (having && !message.includes(having)) continue;
      lines.push({ at: timestamp, source: functionName, text: message.trimEnd() });
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return lines.sort((a, b) => a.at - b.at);
}
