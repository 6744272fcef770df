import { expect, test, vi } from 'vitest';
import { shareWork } from './share.ts';

function counted() {
  const gates: PromiseWithResolvers<void>[] = [];
  let begun = 0;
  const work = async (): Promise<number> => {
    const mine = ++begun;
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return mine;
  };
  return { work, gates, begun: () => begun };
}

test('who asks in the same moment shares one answer; who comes while it is worked out shares the next, not the one that began before', async () => {
  const share = shareWork();
  const { work, gates, begun } = counted();
  const first = [share('k', work), share('k', work)];
  expect(begun()).toBe(0);
  await vi.waitUntil(() => begun() === 1);
  const late = [share('k', work), share('k', work), share('k', work)];
  gates[0]?.resolve();
  expect(await Promise.all(first)).toEqual([1, 1]);
  await vi.waitUntil(() => begun() === 2);
  const later = share('k', work);
  gates[1]?.resolve();
  expect(await Promise.all(late)).toEqual([2, 2, 2]);
  await vi.waitUntil(() => begun() === 3);
  gates[2]?.resolve();
  expect(await later).toBe(3);
});

test('one after the other each gets an answer of their own, and different keys do not wait for each other', async () => {
  const share = shareWork();
  let n = 0;
  const work = async () => ++n;
  expect([await share('a', work), await share('a', work)]).toEqual([1, 2]);
  const { work: slow, gates } = counted();
  const waiting = share('slow', slow);
  expect(await share('b', work)).toBe(3);
  await vi.waitUntil(() => gates.length === 1);
  gates[0]?.resolve();
  expect(await waiting).toBe(1);
});

test('work that fails fails for who asked, and the next is worked out all the same', async () => {
  const share = shareWork();
  const gate = Promise.withResolvers<number>();
  let begun = false;
  const failing = share('k', () => ((begun = true), gate.promise));
  await vi.waitUntil(() => begun);
  const next = share('k', async () => 7);
  gate.reject(new Error('no'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe(7);
});
