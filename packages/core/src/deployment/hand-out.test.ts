import { expect, test } from 'vitest';
import { mayHandOut } from './hand-out.ts';
import { at, bench, goTo, look, secure, tell, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { buildSpec, nightly } from './testing/build.ts';
import type { Order } from './types.ts';

function sent(): { readonly top: Bench; readonly get: Order; readonly install: Order } {
  const top = bench(buildSpec({ rings: [{ devices: ['a'] }], window: nightly }));
  const get = look(top).orders[0]!;
  secure(top, 'a');
  return { top, get, install: look(top).orders[0]! };
}

const answer = (top: Bench, order: Order): string => {
  const may = mayHandOut(top.state, order, at(top), top.runs[order.deviceId]?.barred ?? null);
  return 'allowed' in may ? 'yes' : may.code;
};

test('an instruction is handed out while its run waits for it, and securing only until it is done', () => {
  const { top, get, install } = sent();
  expect([answer(top, get), answer(top, install)]).toEqual(['instruction.stale', 'yes']);
});

test('nothing is handed out under a hold, and it is again after the release', () => {
  const { top, install } = sent();
  wish(top, { kind: 'hold', because: 'wait' });
  expect(answer(top, install)).toBe('deployment.held');
  wish(top, { kind: 'release', holdId: top.state.holds[0]?.id ?? '', content: { because: 'go', acceptedDeviceIds: [] } });
  expect(answer(top, install)).toBe('yes');
});

test('nothing is handed out after a cancellation', () => {
  const { top, install } = sent();
  wish(top, { kind: 'cancel', because: 'enough' });
  expect(answer(top, install)).toBe('deployment.cancelled');
});

test('nothing is handed out after its time', () => {
  const { top, install } = sent();
  goTo(top, '2026-03-03T02:00:00Z');
  expect(answer(top, install)).toBe('instruction.over');
});

test('the instruction of an attempt that is over is stale', () => {
  const { top, install } = sent();
  tell(top, 'a', { handedOut: 'no' });
  goTo(top, '2026-03-03T02:15:00Z');
  look(top);
  expect(answer(top, { ...install, notAfter: '2026-03-05T00:00:00Z' })).toBe('instruction.stale');
});

test('what a decision bars is not handed out, and is again once that ends', () => {
  const { top, install } = sent();
  const barred = { decisionId: 'x1', kind: 'block', about: 'openssl', reason: 'No', by: 'p1', since: at(top), until: null } as const;
  tell(top, 'a', { barred });
  expect(answer(top, install)).toBe('deployment.barred');
  tell(top, 'a', { barred: null });
  expect(answer(top, install)).toBe('yes');
});
