import { expect, test } from 'vitest';
import { silentLog } from './log.ts';
import { stopInOrder } from './stop-in-order.ts';

test('a step that fails or never ends does not keep the later ones from being stopped, in order', async () => {
  const stopped: string[] = [];
  await stopInOrder(
    [
      { name: 'first', patienceMs: 1_000, stop: async () => void stopped.push('first') },
      { name: 'fails', patienceMs: 1_000, stop: () => Promise.reject(new Error('no')) },
      { name: 'hangs', patienceMs: 5, stop: () => new Promise(() => {}) },
      { name: 'last', patienceMs: 1_000, stop: async () => void stopped.push('last') },
    ],
    silentLog(),
  );
  expect(stopped).toEqual(['first', 'last']);
});
