/** How long a step may be at work without printing a line, where no spinner shows that it is. */
const SILENCE_MS = 10_000;

/**
 * Says every ten seconds that a step is still at work, with its time and its latest report, until the returned function
 * is called.
 */
export function heartbeat(title: string, latest: () => string, say: (line: string) => void): () => void {
  const began = Date.now();
  const beat = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    say(`  ${title}: ${seconds} s ${latest()}`.trimEnd());
  }, SILENCE_MS);
  return () => clearInterval(beat);
}
