const token = location.hash.slice(1);
/** What the server asks of each request. */
export const headers = { authorization: `Bearer ${token}` };

/** Runs an action of the server. @throws Error with the server’s message and what to do */
export async function act<T = unknown>(name: string, input: object = {}): Promise<T> {
  const type = { 'content-type': 'application/json' };
  return ask<T>(`/do/${name}`, 'POST', type, JSON.stringify(input));
}

export async function sendFile<T>(file: File, message: object): Promise<T> {
  const query = new URLSearchParams({ message: JSON.stringify(message) });
  const type = { 'content-type': 'application/octet-stream' };
  return ask<T>(`/file?${query}`, 'PUT', type, file);
}

async function ask<T>(path: string, method: string, type: object, body: BodyInit): Promise<T> {
  const answer = await fetch(path, { method, headers: { ...headers, ...type }, body }).catch(() => undefined);
  if (!answer) throw new Error('The page’s server does not answer.');
  const said = await answer.json();
  if (answer.ok) return said as T;
  throw new Error(`${said.message} ${said.fix}`);
}
