const token = location.hash.slice(1);
/** What the server asks of each request. */
export const headers = { authorization: `Bearer ${token}` };

/** Runs an action of the server. @throws Error with the server’s message and what to do */
export async function act<T = unknown>(name: string, input: object = {}): Promise<T> {
  return answerOf(
    await fetch(`/do/${name}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    }),
  );
}

export async function sendFile<T>(file: File, message: object): Promise<T> {
  const query = new URLSearchParams({ message: JSON.stringify(message) });
  const type = { 'content-type': 'application/octet-stream' };
  return answerOf(
    await fetch(`/file?${query}`, { method: 'PUT', headers: { ...headers, ...type }, body: file }),
  );
}

async function answerOf<T>(answer: Response): Promise<T> {
  const said = await answer.json();
  if (answer.ok) return said as T;
  throw new Error(`${said.message} ${said.fix}`);
}
