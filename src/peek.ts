/**
 * Returns the first bytes of a stream and the whole stream, as it was cut.
 * @param least how many bytes to wait for; there are fewer when the stream is shorter
 */
export async function peek<Chunk extends Uint8Array>(
  chunks: AsyncIterable<Chunk>,
  least: number,
): Promise<{ head: Buffer; all: AsyncGenerator<Chunk> }> {
  const rest = chunks[Symbol.asyncIterator]();
  const first: Chunk[] = [];
  for (let bytes = 0; bytes < least; ) {
    const next = await rest.next();
    if (next.done) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  return { head: Buffer.concat(first), all: joined(first, rest) };
}

async function* joined<Chunk>(first: Chunk[], rest: AsyncIterator<Chunk>): AsyncGenerator<Chunk> {
  try {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => rest };
  } finally {
    await rest.return?.(); // A reader that stops at the first chunks never reached the rest.
  }
}
