/** A BatchWriteItem's requests by table, in DynamoDB's JSON, whose numbers are strings. */
type Requests = Record<string, unknown[]>;

export interface Split {
  /** The call's body without the held-back requests. */
  forwarded: Buffer;
  held: Requests;
  /** How many requests the call has. */
  items: number;
}

/**
 * Takes the last `items` requests, by default half, out of a BatchWriteItem; at least one stays. Returns undefined for
 * a single request, because DynamoDB refuses a batch when it can process none of it.
 */
export function splitBatch(body: Buffer, items?: number): Split | undefined {
  const call = JSON.parse(body.toString());
  const all = Object.entries(call.RequestItems as Requests).flatMap(([table, requests]) =>
    requests.map((request) => ({ table, request })),
  );
  if (all.length < 2) return undefined;
  const kept = Math.max(1, all.length - (items ?? Math.ceil(all.length / 2)));
  const forwarded = { ...call, RequestItems: byTable(all.slice(0, kept)) };
  return {
    forwarded: Buffer.from(JSON.stringify(forwarded)),
    held: byTable(all.slice(kept)),
    items: all.length,
  };
}

/** Returns the engine's answer with the held-back requests added to the unprocessed ones. */
export function mergeAnswer(body: Buffer, held: Requests): Buffer {
  const answer = JSON.parse(body.toString());
  const unprocessed: Requests = { ...answer.UnprocessedItems };
  for (const [table, requests] of Object.entries(held)) {
    unprocessed[table] = [...(unprocessed[table] ?? []), ...requests];
  }
  return Buffer.from(JSON.stringify({ ...answer, UnprocessedItems: unprocessed }));
}

function byTable(requests: { table: string; request: unknown }[]): Requests {
  const tables: Requests = {};
  for (const { table, request } of requests) tables[table] = [...(tables[table] ?? []), request];
  return tables;
}
