import { expect, test } from 'vitest';
import { turns } from './turns.ts';

test('no more than allowed work at once, all get their turn, in the order in which they came', async () => {
  const line = turns(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      line.take(async () => {
        order.push(index);
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('a line of two hundred and fifty is long, and shrinks again', async () => {
  const line = turns(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 250 }, () => line.take(() => promise));
  expect(line.isLong()).toBe(false);
  all.push(line.take(() => promise));
  expect(line.isLong()).toBe(true);
  resolve();
  await Promise.all(all);
  expect(line.isLong()).toBe(false);
});

test('one that fails gives its place on', async () => {
  const line = turns(1);
  await expect(line.take(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await line.take(async () => 'yes')).toBe('yes');
});
