import { headers } from './server';
import { connection, take } from './state';

/** Follows the server's feed forever. After a break, continues after the last event that arrived. */
export async function follow(): Promise<void> {
  let last = '';
  for (;;) {
    try {
      const answer = await fetch('/feed', {
        headers: { ...headers, ...(last && { 'last-event-id': last }) },
      });
      if (answer.status === 403) {
        connection.value = 'refused';
        return;
      }
      connection.value = 'live';
      let rest = '';
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) break;
        const events = (rest + value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const [id = '', data = ''] = event.split('\n');
          last = id.slice('id: '.length);
          take(JSON.parse(data.slice('data: '.length)));
        }
      }
    } catch {
      // The page's server has ended, or restarts.
    }
    connection.value = 'lost';
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
