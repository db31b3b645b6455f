/**
 * One answer for all who ask at about the same time. It is always looked up after the asking: one that is under way may
 * have missed what the asker waits for.
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
