import { Turns } from '../../src/racing/turns';

test('under one key in order, under another at once, and nothing is kept of what has ended', async () => {
  const turns = new Turns();
  const order: string[] = [];
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const first = turns.take('a', async () => {
    await held;
    order.push('a1');
  });
  const failing = turns.take('a', () => Promise.reject(new Error('no')));
  const last = turns.take('a', () => Promise.resolve(order.push('a3')));
  await turns.take('b', () => Promise.resolve(order.push('b')));
  expect(turns.size).toBe(1);
  letGo();
  await expect(failing).rejects.toThrow('no');
  await Promise.all([first, last]);
  expect(order).toEqual(['b', 'a1', 'a3']);
  expect(turns.size).toBe(0);
});
