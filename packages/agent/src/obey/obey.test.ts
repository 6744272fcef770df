import { describe, expect, test } from 'vitest';
import { approvalOf, authorityOf, ids, instructionOf, keys, self, shareOf, specOf, standingOf } from '../testing/world.ts';
import { obey } from './obey.ts';
import { stillAllowed } from './still-allowed.ts';
import type { Standing } from './types.ts';

const nothing = { floor: 0, taken: [] };

describe('an instruction that is all right', () => {
  test('is obeyed', () => {
    expect(obey(instructionOf(), self, standingOf(), nothing)).toMatchObject({ ok: true });
  });
  test('is obeyed where one of several approvals holds', () => {
    const spec = specOf();
    const approvals = [approvalOf(spec.header, { key: keys.stranger }), approvalOf(spec.header)];
    expect(obey(instructionOf({ spec, approvals }), self, standingOf(), nothing)).toMatchObject({ ok: true });
  });
  test('may still be done in its window', () => {
    const taken = obey(instructionOf(), self, standingOf(), nothing);
    expect(taken.ok && stillAllowed(taken.instruction, self, standingOf())).toBeNull();
  });
});

/** Each forged by somebody who holds the server's key and its database. */
describe('a stolen server can not make a device obey', () => {
  const foreignShares = [shareOf({ changes: [{ manager: 'apt', name: 'backdoor', architecture: 'all', from: null, to: '6.6' }] })];
  const approved = specOf();
  const cases: [string, unknown, Partial<Standing>, string][] = [
    ['an instruction without approval', instructionOf({ approvals: [] }), {}, 'refused.not-approved'],
    [
      'an approval by the server itself',
      instructionOf({ approvals: [approvalOf(approved.header, { key: keys.server })] }),
      {},
      'refused.unknown-approver',
    ],
    [
      'an approval by a stranger',
      instructionOf({ approvals: [approvalOf(approved.header, { key: keys.stranger })] }),
      {},
      'refused.unknown-approver',
    ],
    [
      'an approval of another spec',
      instructionOf({ spec: specOf(foreignShares), approvals: [approvalOf(approved.header)] }),
      {},
      'refused.not-approved',
    ],
    [
      'an approval of another deployment',
      instructionOf({ approvals: [approvalOf(approved.header, { deploymentId: ids.other })] }),
      {},
      'refused.not-approved',
    ],
    [
      'an approval for another client',
      instructionOf({ approvals: [approvalOf(approved.header, { clientId: ids.other })] }),
      {},
      'refused.unknown-approver',
    ],
    [
      'an approver who may not speak for this client',
      instructionOf(),
      { authority: authorityOf({ approverClients: [ids.other] }).authority },
      'refused.unknown-approver',
    ],
    [
      'an approver who has expired',
      instructionOf(),
      { authority: authorityOf({ approverUntil: '2026-02-01T00:00:00Z' }).authority },
      'refused.approver-expired',
    ],
    [
      'an approval that has expired',
      instructionOf({ approvals: [approvalOf(approved.header, { expiresAt: '2026-03-01T00:00:00.000Z' })] }),
      {},
      'refused.approver-expired',
    ],
    ['a device that knows no authority in force', instructionOf(), { authority: null }, 'refused.signature'],
    ['a share slipped into an approved spec', instructionOf({ body: { share: foreignShares[0] } }), {}, 'refused.not-in-spec'],
    ["another device's share of the approved spec", instructionOf({ spec: approved, index: 1 }), {}, 'refused.other-device'],
    ['the right share at another place of the tree', instructionOf({ body: { index: 1 } }), {}, 'refused.not-in-spec'],
    [
      'rules that were put into an approved share',
      instructionOf({
        spec: approved,
        body: { share: shareOf({ rules: { restart: 'always', rollback: 'by-person', startOffline: true, checks: [] } }) },
      }),
      {},
      'refused.not-in-spec',
    ],
    [
      'a header with earlier rings than were approved',
      instructionOf({
        spec: specOf(undefined, {
          rings: [{ name: 'test', earliest: '2020-01-01T00:00:00.000Z', gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }],
        }),
        approvals: [approvalOf(approved.header)],
      }),
      {},
      'refused.not-approved',
    ],
    [
      'a spec that has expired',
      instructionOf({ spec: specOf(undefined, { expiresAt: '2026-03-01T00:00:00.000Z' }) }),
      {},
      'refused.outside-span',
    ],
    [
      'a roll-back that is told as an install',
      instructionOf({ spec: specOf([shareOf({ direction: 'back' })]) }),
      {},
      'refused.not-in-spec',
    ],
    [
      'an update that would remove and install anew',
      instructionOf({ spec: specOf([shareOf({ by: 'reinstall' })]) }),
      {},
      'refused.not-in-spec',
    ],
    [
      'a word of another way back put into an approved share',
      instructionOf({ spec: approved, body: { share: shareOf({ by: 'reinstall' }) } }),
      {},
      'refused.not-in-spec',
    ],
    [
      'a way of going back that it does not know',
      instructionOf({ spec: specOf([shareOf({ direction: 'back', by: 'history' as never })]) }),
      {},
      'refused.malformed',
    ],
    [
      'a removal, even an approved one',
      instructionOf({ spec: specOf([shareOf({ changes: [{ manager: 'apt', name: 'sudo', architecture: 'all', from: '1', to: null }] })]) }),
      {},
      'refused.limits',
    ],
    ['a verb that does not exist', instructionOf({ change: { body: { verb: 'script', text: 'id' } as never } }), {}, 'refused.verb'],
    ['members that nobody declared', instructionOf({ change: { also: 'this' } as never }), {}, 'refused.malformed'],
  ];
  test.each(cases)('%s', (_, envelope, standing, code) => {
    expect(obey(envelope, self, standingOf(standing), nothing)).toMatchObject({ ok: false, code });
  });
});

describe('an instruction is refused', () => {
  test.each([
    ['for another device', instructionOf({ change: { deviceId: ids.other } }), 'refused.other-device'],
    ['for another key of this device', instructionOf({ change: { deviceKeyId: keys.otherDevice.keyid } }), 'refused.other-device'],
    ['of another client', instructionOf({ change: { clientId: ids.other } }), 'refused.other-device'],
    ['after its span', instructionOf({ change: { notAfter: '2026-03-01T02:29:59.000Z' } }), 'refused.outside-span'],
    [
      'with a span that ends before it begins',
      instructionOf({ change: { notBefore: '2026-03-02T00:00:00.000Z' } }),
      'refused.outside-span',
    ],
    ['signed by a key that the authority does not name', instructionOf({ key: keys.stranger }), 'refused.signature'],
    ['signed by the approver instead of the server', instructionOf({ key: keys.approver }), 'refused.signature'],
    ['that is no envelope', { hello: 'there' }, 'refused.malformed'],
  ])('%s', (_, envelope, code) => {
    expect(obey(envelope, self, standingOf(), nothing)).toMatchObject({ ok: false, code });
  });

  test.each([
    ['taken before', { floor: 0, taken: [{ id: 'i-1', sequence: 1 }] }],
    ['taken before under another sequence', { floor: 0, taken: [{ id: 'i-1', sequence: 7 }] }],
    ['given the sequence of another one', { floor: 0, taken: [{ id: 'i-0', sequence: 1 }] }],
    ['older than all that is remembered', { floor: 9, taken: [] }],
  ])('when it was %s', (_, known) => {
    expect(obey(instructionOf(), self, standingOf(), known)).toMatchObject({ ok: false, code: 'refused.replayed' });
  });

  test.each<[string, Partial<Standing>, string]>([
    ['under a panic stop', { stopped: true }, 'refused.stopped'],
    ['while the deployment is held', { held: new Set([ids.deployment]) }, 'refused.held'],
    [
      'by an agent that only observes',
      { limits: { because: 'not root', limits: { ...standingOf().limits.limits, mode: 'observe' } } },
      'refused.observe',
    ],
    [
      'for a package that the limits protect',
      { limits: { because: null, limits: { ...standingOf().limits.limits, neverChange: ['lab-*'] } } },
      'refused.limits',
    ],
    ['that was begun as often as anybody may try', { begunTimes: () => 5 }, 'refused.limits'],
    [
      'with more changes than a day may ever have',
      { limits: { because: null, limits: { ...standingOf().limits.limits, changesPerDay: 0 } } },
      'refused.limits',
    ],
  ])('%s', (_, standing, code) => {
    expect(obey(instructionOf(), self, standingOf(standing), nothing)).toMatchObject({ ok: false, code });
  });
});

describe('right before the change', () => {
  const taken = obey(instructionOf(), self, standingOf(), nothing);
  if (!taken.ok) throw new Error(taken.detail);
  const limited = (windows: Standing['limits']['limits']['windows']) => ({
    limits: { because: null, limits: { ...standingOf().limits.limits, windows } },
  });
  test.each<[string, Partial<Standing>, string]>([
    ['too little of the window left refuses', { now: '2026-03-01T03:58:00.000Z' }, 'refused.window'],
    ['changes of a day that are used up refuse', { changedToday: () => 2000 }, 'refused.limits'],
    [
      'too little left of a window of its own refuses',
      limited([{ zone: 'UTC', rule: 'FREQ=DAILY', start: '01:40', durationMinutes: 51 }]),
      'refused.limits',
    ],
    ['an empty list of windows refuses', limited([]), 'refused.limits'],
    ['a closed window refuses', { now: '2026-03-01T04:30:00.000Z' }, 'refused.outside-span'],
    ['the time before the span refuses', { now: '2026-03-01T01:00:00.000Z' }, 'refused.outside-span'],
    [
      'an approver who expired meanwhile refuses',
      { authority: authorityOf({ approverUntil: '2026-03-01T02:29:00Z' }).authority },
      'refused.approver-expired',
    ],
    ['a hold that came meanwhile refuses', { held: new Set([ids.deployment]) }, 'refused.held'],
    ['a panic stop that came meanwhile refuses', { stopped: true }, 'refused.stopped'],
    [
      "the device's own windows refuse",
      limited([{ zone: 'UTC', rule: 'FREQ=DAILY', start: '10:00', durationMinutes: 60 }]),
      'refused.limits',
    ],
    [
      "unreadable windows of the device's own are closed",
      limited([{ zone: 'Nowhere/Never', rule: 'FREQ=DAILY', start: '02:00', durationMinutes: 60 }]),
      'refused.limits',
    ],
  ])('%s', (_, standing, code) => {
    expect(stillAllowed(taken.instruction, self, standingOf(standing))).toMatchObject({ code });
  });

  test('the window of the spec is checked on the device, in its own zone', () => {
    const spec = specOf([shareOf({ window: { zone: 'America/New_York', rule: 'FREQ=DAILY', start: '02:00', durationMinutes: 120 } })]);
    const other = obey(instructionOf({ spec }), self, standingOf(), nothing);
    expect(other.ok && stillAllowed(other.instruction, self, standingOf())).toMatchObject({ code: 'refused.window' });
  });

  test.each([
    ['three days after the Thursday, which is this Sunday', { plusDays: 3 }, null],
    ['two days after it, which was yesterday', { plusDays: 2 }, { code: 'refused.window' }],
    ['three days after it, and closed on that day', { plusDays: 3, except: ['2026-03-01'] }, { code: 'refused.window' }],
    ['three days after it, and closed on another', { plusDays: 3, except: ['2026-03-02'] }, null],
    ['more days after than there are', { plusDays: 28 }, { code: 'refused.window' }],
  ])('a window that opens %s', (_, change, expected) => {
    const window = { zone: 'UTC', rule: 'FREQ=WEEKLY;BYDAY=TH', start: '02:00', durationMinutes: 120, ...change };
    const taken = obey(instructionOf({ spec: specOf([shareOf({ window })]) }), self, standingOf(), nothing);
    const answer = taken.ok ? stillAllowed(taken.instruction, self, standingOf()) : taken;
    if (expected === null) expect(answer).toBeNull();
    else expect(answer).toMatchObject(expected);
  });

  test("the ring's signed earliest time binds, whatever the server says", () => {
    const spec = specOf(undefined, {
      rings: [{ name: 'test', earliest: '2026-03-01T03:00:00.000Z', gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }],
    });
    const early = obey(instructionOf({ spec }), self, standingOf(), nothing);
    expect(early.ok && stillAllowed(early.instruction, self, standingOf())).toMatchObject({ code: 'refused.ring-too-early' });
  });
});

describe('checks', () => {
  const check = (url: string) =>
    instructionOf({
      change: { body: { verb: 'check', checks: [{ kind: 'http', name: 'web', url, expectStatus: 200, timeoutSeconds: 5 }] } as never },
    });
  test('on the device itself are run', () => {
    expect(obey(check('http://127.0.0.1:8080/'), self, standingOf(), nothing)).toMatchObject({ ok: true });
  });
  test('of a certificate at a port are for the device itself alone, and those that name no address are its own', () => {
    const one = (fields: object) =>
      instructionOf({ change: { body: { verb: 'check', checks: [{ name: 'c', timeoutSeconds: 5, ...fields }] } as never } });
    const asked = (fields: object) => obey(one(fields), self, standingOf(), nothing);
    expect(asked({ kind: 'tls', host: '127.0.0.1', port: 443, days: 14 })).toMatchObject({ ok: true });
    expect(asked({ kind: 'tls', host: '10.0.0.2', port: 443, days: 14 })).toMatchObject({ ok: false, code: 'refused.limits' });
    expect(asked({ kind: 'process', process: 'nginx' })).toMatchObject({ ok: true });
    // Not called a certificate, so not read; and a kind that this agent does not know is not passed over.
    expect(asked({ kind: 'certificate', path: '/etc/shadow', days: 1 })).toMatchObject({ ok: false, code: 'refused.malformed' });
    expect(asked({ kind: 'script', path: '/bin/true' })).toMatchObject({ ok: false, code: 'refused.malformed' });
  });
  test('by the name or an address of the device are run, too', () => {
    const standing = standingOf({ ownHosts: ['web-1', '10.0.0.1', '2001:db8::1'] });
    for (const url of ['http://10.0.0.1/', 'http://WEB-1:8080/', 'http://[2001:db8::1]/', 'http://[::1]/', 'http://localhost/'])
      expect(obey(check(url), self, standing, nothing)).toMatchObject({ ok: true });
    expect(obey(check('http://10.0.0.2/'), self, standing, nothing)).toMatchObject({ ok: false, code: 'refused.limits' });
  });
  test.each(['http://10.0.0.1/', 'http://metadata.internal/', 'nonsense'])(
    'of %s are not: a server must not look around in the network',
    (url) => {
      expect(obey(check(url), self, standingOf(), nothing)).toMatchObject({ ok: false });
    },
  );
});
