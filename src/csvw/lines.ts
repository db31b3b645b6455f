const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Returns the end of the last complete row in these bytes, at a line end outside quotes; 0 when there is none. */
export function lastEnd(
  bytes: Buffer,
  from: number,
  quotedBefore: boolean,
  around: string | undefined,
): { end: number; quoted: boolean } {
  let end = 0;
  let quoted = quotedBefore;
  for (let at = from; at < bytes.length; ) {
    const quote = around === undefined ? -1 : bytes.indexOf(around.charCodeAt(0), at);
    const until = quote === -1 ? bytes.length : quote;
    if (!quoted) {
      // A newline that belongs to a final carriage return may follow.
      const most = bytes[until - 1] === RETURN && until === bytes.length ? until - 1 : until;
      const between = bytes.subarray(at, most);
      const last = Math.max(between.lastIndexOf(NEWLINE), between.lastIndexOf(RETURN));
      if (last >= 0) end = at + last + 1;
    }
    if (quote !== -1) quoted = !quoted;
    at = until + 1;
  }
  return { end, quoted };
}

/** Counts the line ends in these bytes. */
export function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === NEWLINE || (byte === RETURN && bytes[i + 1] !== NEWLINE)) lines++;
  }
  return lines;
}
