import { wayOut } from '../codes';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import type { DeadLetter } from './dead-letters';
import { readLogs } from './logs';
import type { Snapshot } from './settle';

/** A dead letter, why it died, and what to do about it. */
export interface Explained extends DeadLetter {
  readonly fix: string;
}

/** A letter lives for 14 days; what it died of was logged before. */
const LOGGED_WITHIN_MS = 15 * 24 * 3600_000;

/**
 * The dead letters of a snapshot with their reasons, as `CODE: message`: the letter's own, else what extract logged of
 * the message last, else the code in its job's receipt.
 */
export async function explain(
  stack: Stack,
  aws: Clients,
  { deadLetters, jobs }: Pick<Snapshot, 'deadLetters' | 'jobs'>,
): Promise<Explained[]> {
  return Promise.all(
    deadLetters.map(async (letter) => {
      const code = jobs.find(({ receipt }) => receipt.messageId === letter.messageId)?.receipt.reason;
      const reason = letter.reason ?? (await lastLogged(stack, aws, letter.messageId)) ?? code;
      return { ...letter, ...(reason && { reason }), fix: wayOut(reason?.split(':')[0]) };
    }),
  );
}

async function lastLogged(stack: Stack, aws: Clients, messageId: string): Promise<string | undefined> {
  const since = Date.now() - LOGGED_WITHIN_MS;
  // Who may look at queues need not be allowed to read logs: the receipt's code will do.
  const lines = await readLogs(aws, stack.extractFunction, since, messageId).catch(() => []);
  for (const { text } of lines.reverse()) {
    const logged = read(text);
    if (logged?.messageId !== messageId || !logged.code) continue;
    return logged.error?.message ? `${logged.code}: ${logged.error.message}` : logged.code;
  }
  return undefined;
}

function read(text: string): { messageId?: string; code?: string; error?: { message?: string } } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
