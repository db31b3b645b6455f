import { until } from '../../parity/lab/until';

function counter() {
  let looks = 0;
  return async () => ++looks;
}

test('A wait returns the first result that is enough', async () => {
  const wait = { what: 'three looks', seconds: 5, look: counter(), enough: (looks: number) => looks === 3 };
  expect(await until(wait)).toBe(3);
});

test('At the deadline a wait reports what it waited for and the last result', async () => {
  const wait = {
    what: 'the queue is empty',
    seconds: 0,
    look: async () => ({ visible: 2 }),
    enough: () => false,
  };
  await expect(until(wait)).rejects.toThrow('the queue is empty: not within 0 s; seen last: {"visible":2}');
});

test('A wait can return the last result at the deadline', async () => {
  const wait = { what: 'more', seconds: 0, look: async () => 'little', enough: () => false, orLast: true };
  expect(await until(wait)).toBe('little');
});

test('An error in a look ends the wait', async () => {
  const look = () => Promise.reject(new Error('gone'));
  await expect(until({ what: 'it', seconds: 5, look, enough: () => true })).rejects.toThrow('gone');
});
