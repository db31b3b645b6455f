/** Yields bytes as a stream does, in chunks of one size. */
export async function* chunked(
  content: Uint8Array | string,
  size = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, Math.min(bytes.length, at + size));
}

/** Yields streams of the same bytes, cut once at each position. */
export function cuts(content: Uint8Array | string): AsyncGenerator<Buffer>[] {
  const bytes = Buffer.from(content);
  return Array.from({ length: bytes.length + 1 }, (_, at) =>
    (async function* () {
      yield bytes.subarray(0, at);
      yield bytes.subarray(at);
    })(),
  );
}

export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
