import { until } from '../../parity/lab/until';

function counter() {
  let looks = 0;
  return async () => ++looks;
}

test('A wait answers what it saw when it was enough', async () => {
  const wait = { what: 'three looks', seconds: 5, look: counter(), enough: (looks: number) => looks === 3 };
  expect(await until(wait)).toBe(3);
});

test('At the deadline a wait says what it waited for and what it saw last', async () => {
  const wait = {
    what: 'the queue is empty',
    seconds: 0,
    look: async () => ({ visible: 2 }),
    enough: () => false,
  };
  await expect(until(wait)).rejects.toThrow('the queue is empty: not within 0 s; seen last: {"visible":2}');
});

test('A wait that asks for the last sight has it at the deadline', async () => {
  const wait = { what: 'more', seconds: 0, look: async () => 'little', enough: () => false, orLast: true };
  expect(await until(wait)).toBe('little');
});

test('An error of the look ends the wait', async () => {
  const look = () => Promise.reject(new Error('gone'));
  await expect(until({ what: 'it', seconds: 5, look, enough: () => true })).rejects.toThrow('gone');
});
