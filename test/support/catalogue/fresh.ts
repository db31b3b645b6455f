/**
 * Shares one answer among callers that ask at about the same time. The answer is always looked up after the call: a
 * lookup in progress may have missed what the caller waits for.
 */
export function fresh<T>(lookUp: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  const begin = async () => {
    await running.catch(() => {});
    next = undefined;
    const answer = lookUp();
    running = answer;
    return answer;
  };
  return () => {
    next ??= begin();
    return next;
  };
}
