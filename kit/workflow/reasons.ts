import { wayOut } from '../codes';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import type { DeadLetter } from './dead-letters';
import { readLogs } from './logs';
import type { Snapshot } from './settle';

/** A dead letter, the reason, and what to do about it. */
export interface Explained extends DeadLetter {
  readonly fix: string;
}

/** A dead letter is kept for 14 days, and its failure was logged earlier. */
const LOGGED_WITHIN_MS = 15 * 24 * 3600_000;

/**
 * Returns the dead letters of a snapshot with their reasons, as `CODE: message`: the letter's own reason, otherwise
 * what extract last logged about the message, otherwise the code in the job's receipt.
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
  // A user who may read queues may lack permission to read logs: the receipt's code is enough.
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
