import { describe, expect, test } from 'vitest';
import { buildSpec, specHash } from './testing/build.ts';
import type { Bench } from './testing/bench.ts';
import { at, bench, end, goTo, look, secure, verify, wish } from './testing/bench.ts';
import { approve, isRefusal } from './command.ts';
import { canCommand, commandNames, commands } from './commands-table.ts';
import type { CommandName } from './commands-table.ts';

const approval = { specHash, keyid: 'k1', name: 'Ada', personId: null };

function allowed(top: Bench): readonly CommandName[] {
  return commandNames.filter((name) => canCommand(top.state, name).allowed);
}

function ended(): Bench {
  const top = bench(buildSpec({ rings: [{ devices: ['a'], gate: { soak: 'PT0S' } }] }));
  look(top);
  secure(top, 'a');
  look(top);
  verify(top, 'a');
  look(top);
  return top;
}

describe('what is possible in which state', () => {
  test('before the approval: approve, hold or cancel', () => {
    expect(allowed(bench(buildSpec(), { approved: false }))).toEqual(['approve', 'hold', 'cancel']);
  });

  test('under way: hold or cancel', () => {
    expect(allowed(bench(buildSpec()))).toEqual(['hold', 'cancel']);
  });

  test('held by a person: release or cancel', () => {
    const top = bench(buildSpec());
    wish(top, { kind: 'hold', because: 'wait' });
    expect(allowed(top)).toEqual(['release', 'cancel']);
  });

  test('cancelled: nothing', () => {
    const top = bench(buildSpec());
    wish(top, { kind: 'cancel', because: 'enough' });
    expect(allowed(top)).toEqual([]);
  });

  test('over: only a roll-back of what was changed', () => {
    expect(allowed(ended())).toEqual(['roll-back']);
  });

  test('a roll-back is not rolled back', () => {
    const top = bench(buildSpec({ header: { predecessor: { deploymentId: 'd0', kind: 'rollback' } } }));
    expect(canCommand(top.state, 'roll-back')).toMatchObject({ allowed: false, code: 'deployment.is-rollback' });
  });

  test('every command is on the screen, and every refusal is a sentence', () => {
    expect([...commandNames].toSorted()).toEqual(Object.keys(commands).toSorted());
    for (const command of Object.values(commands)) {
      for (const text of [command.does, ...command.refusals.map(({ sentence }) => sentence)]) expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('wishes', () => {
  test('without a reason are refused', () => {
    expect(wish(bench(buildSpec()), { kind: 'cancel', because: '  ' })?.code).toBe('because.missing');
  });

  test('about a deployment that is over are refused', () => {
    expect(wish(ended(), { kind: 'cancel', because: 'late' })?.code).toBe('deployment.over');
  });

  test('to hold twice are refused, because it is held', () => {
    const top = bench(buildSpec());
    wish(top, { kind: 'hold', because: 'wait' });
    expect(wish(top, { kind: 'hold', because: 'wait' })?.code).toBe('deployment.already-held');
  });

  test('to release a hold that is gone are refused', () => {
    const top = bench(buildSpec());
    wish(top, { kind: 'hold', because: 'wait' });
    const answer = wish(top, { kind: 'release', holdId: 'operator-99', content: { because: 'go', acceptedDeviceIds: [] } });
    expect(answer?.code).toBe('hold.not-standing');
  });

  test('of one hold leave the others standing', () => {
    const top = bench(buildSpec());
    look(top);
    secure(top, 'a');
    look(top);
    end(top, 'a', 'failed');
    look(top);
    wish(top, { kind: 'hold', because: 'wait' });
    const operator = top.state.holds.find(({ reason }) => reason === 'operator');
    wish(top, { kind: 'release', holdId: operator?.id ?? '', content: { because: 'go', acceptedDeviceIds: [] } });
    expect(top.state.holds.map(({ reason }) => reason)).toEqual(['failure budget']);
    expect(top.state.releases).toMatchObject([{ reason: 'operator', by: 'person-2' }]);
  });
});

describe('approvals', () => {
  test('of another spec are refused', () => {
    const top = bench(buildSpec(), { approved: false });
    expect(approve(top.state, { ...approval, specHash: 'another' }, at(top))).toMatchObject({ code: 'approval.other-spec' });
  });

  test('that come after the end of the spec are refused', () => {
    const top = bench(buildSpec(), { approved: false });
    goTo(top, '2026-03-16T08:00:00Z');
    expect(approve(top.state, approval, at(top))).toMatchObject({ code: 'deployment.expired' });
  });

  test('are taken once', () => {
    expect(isRefusal(approve(bench(buildSpec()).state, approval, '2026-03-02T09:00:00Z'))).toBe(true);
  });
});
