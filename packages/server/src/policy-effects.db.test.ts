/** Every setting of a policy shows in what a deployment does: on the device whose own level says it, or in the deployment of its client. */
import { settingNames } from '@fettle/core/policy';
import type { PolicySettings, SettingName } from '@fettle/core/policy';
import type { Weekday } from '@fettle/core/windows';
import { signCommand, verifyCommand } from '@fettle/proof/signed-command';
import type { InstructionRead } from '@fettle/protocol/instruction';
import type { WayRule } from '@fettle/core/rollback';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { act, approved, approve, look, propose, proposal } from './deployments/testing/acts.ts';
import { callOf, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { handInCommand } from './deployments/testing/hand-in.ts';
import { noticeReaction } from './notices/index.ts';
import { tellMoved } from './notices/moved.ts';
import { isRefusal, providerId } from './platform/feature.ts';
import { policies } from './policies/index.ts';
import { proposalRound } from './proposals/index.ts';
import { nobodyToTell } from './today/notices.ts';
import { trustFeature } from './trust/index.ts';
import { inClients } from './platform/database/index.ts';
import { heedFreezes, heedStops } from './deployments/index.ts';
import { lookAtClient, rollbackFeature, rollbackRows } from './rollback/index.ts';

const trust = trustFeature({ stopped: heedStops });

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});
async function open(...given: Parameters<typeof openFleet>): Promise<Fleet> {
  fleet = await openFleet(...given);
  return fleet;
}

type Place = {
  readonly level: 'provider' | 'client' | 'site' | 'group' | 'device';
  readonly clientId: string | null;
  readonly subjectId: string | null;
};

/** Saves what one level says. */
async function say(at: Fleet, place: Place, says: Partial<PolicySettings>, basedOn = 0): Promise<string> {
  const body = { ...place, body: { name: 'Own', owner: 'Ops', reviewAt: '2099-01-01', ...says }, basedOn };
  const actor = { ...at.actor, scopeFor: () => [providerId, at.clientId] };
  const saved = await policies.handlers?.savePolicyLevel?.(callOf<'savePolicyLevel'>(at.context, actor, { body }));
  if (saved === undefined || isRefusal(saved)) throw new Error(`the policy was refused: ${JSON.stringify(saved)}`);
  return saved.id;
}
const sayOf = (at: Fleet, name: string, says: Partial<PolicySettings>, basedOn = 0) =>
  say(at, { level: 'device', clientId: at.clientId, subjectId: at.device(name).id }, says, basedOn);

type Change = Extract<InstructionRead['body'], { verb: 'install' }>;
/** What the device was told to change, as it took it: with the proof that its share belongs to what was approved. */
function toldTo(at: Fleet, name: string): Change {
  const found = [...at.device(name).taken.values()].find(({ body }) => body.verb === 'install')?.body;
  if (found?.verb !== 'install') throw new Error(`${name} was told to change nothing`);
  return found;
}

/** One device says it otherwise than its client: both are changed, both rings long over. */
async function changed(says: Partial<PolicySettings>, wishes: Parameters<typeof approved>[1] = {}): Promise<Fleet> {
  const at = await open({ devices: { usual: {}, own: {} } });
  await sayOf(at, 'own', says);
  const id = await approved(at, wishes);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  await speak(at, id);
  return at;
}

const rollback = rollbackFeature({ changed: heedFreezes }).handlers ?? {};

/** Why the plan of a new proposal leaves “own” out; null: it takes part. The proposal is withdrawn again. */
async function keptOut(at: Fleet): Promise<string | null> {
  const { id } = await propose(at);
  await speak(at, id);
  const planned = await look(at, id);
  await act(at, 'cancelDeployment', { params: { id }, body: { because: 'It was only looked at' } });
  return planned.proposal?.devices.find(({ deviceName }) => deviceName === 'own')?.because ?? null;
}

async function told(at: Fleet, name: string, { hoursAgo }: { readonly hoursAgo: number }): Promise<void> {
  const ended = at.clock.now().subtract({ hours: hoursAgo }).toString({ smallestUnit: 'millisecond' });
  const item = {
    device: at.device(name).id,
    what: 'backup',
    at: ended,
    ok: true,
    kind: 'image',
    tool: null,
    covers: null,
    seconds: null,
    note: null,
    attachment: null,
  } as const;
  const actor = { ...at.actor, scopeFor: () => [at.clientId] };
  const answer = await rollback.recordBackups?.(callOf<'recordBackups'>(at.context, actor, { body: { items: [item], source: 'api' } }));
  expect(answer).toMatchObject({ recorded: 1, unknown: [] });
}

const isToldTo = (at: Fleet, name: string): boolean => [...at.device(name).taken.values()].some(({ body }) => body.verb === 'install');

const web = { kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 } as const;

const effects: Readonly<Record<SettingName, () => Promise<void>>> = {
  async select() {
    const at = await open({ devices: { usual: {}, own: {} } });
    await sayOf(at, 'own', { select: { classes: ['security', 'normal'], exclude: ['openssl*'] } });
    const proposed = await propose(at, { updateIds: 'policy' });
    expect(proposed.proposal?.devices.map(({ deviceName }) => deviceName)).toEqual(['usual']);
  },
  async rules() {
    const at = await open({ devices: { usual: {}, own: {} } });
    // Not before noon of the third day; what a device first saw on the morning of the first is no release date.
    const week = {
      name: 'three days',
      when: { products: ['openssl'] },
      action: { kind: 'defer', days: 2 },
      countFrom: 'first-seen',
    } as const;
    await sayOf(at, 'own', { rules: [week] });
    const namesOf = async () => (await propose(at, { updateIds: 'policy' })).proposal?.devices.map(({ deviceName }) => deviceName);
    expect(await namesOf()).toEqual(['usual']);
    at.clock.advance({ hours: 48 });
    await sql`update fettle.device_contact set last_seen_at = ${at.context.now()}`.execute(at.database.superuserDb);
    expect(await namesOf()).toEqual(['own', 'usual']);
  },
  async pins() {
    const at = await open({ devices: { usual: {}, own: {} } });
    await sayOf(at, 'own', { pins: [{ package: 'openssl', version: '1.*', because: 'The till needs it.' }] });
    expect((await propose(at, { updateIds: 'policy' })).proposal?.devices.map(({ deviceName }) => deviceName)).toEqual(['usual']);
    const named = await propose(at);
    expect(named.proposal?.devices.find(({ deviceName }) => deviceName === 'own')).toMatchObject({
      because: expect.stringContaining('Kept by a pin: openssl stays at 1.*. The till needs it.'),
      leftOut: [{ what: 'openssl 2.0-1', decisionId: null }],
    });
  },
  async lanes() {
    const lane = { name: 'urgent', takes: { urgency: ['urgent'] }, maxParallel: 17, devicesPerHour: 99 } as const;
    expect(await headerWith({ lanes: [lane] })).toMatchObject({ pace: { maxParallel: 17, devicesPerHour: 99 } });
  },
  async window() {
    const window = { rule: 'FREQ=DAILY', start: '09:00', durationMinutes: 600 };
    const at = await changed({ window });
    expect(toldTo(at, 'own').share.window).toEqual({ ...window, zone: 'UTC' });
    expect(toldTo(at, 'usual').share.window).toMatchObject({ start: '00:00', durationMinutes: 1440 });
  },
  async restart() {
    const at = await changed({ restart: 'never' });
    expect(toldTo(at, 'own')).toMatchObject({ header: { restart: 'if-needed' }, share: { rules: { restart: 'never' } } });
    expect(toldTo(at, 'usual').share.rules).toBeUndefined();
  },
  async restartWhen() {
    const restartWhen = { kind: 'ask', postpones: 2, minutes: 10, deadlineMinutes: 60, atEnd: 'force', mayEndAfterWindow: false } as const;
    const at = await changed({ restartWhen });
    expect(toldTo(at, 'own').share.rules).toMatchObject({ restart: 'if-needed', restartWhen });
    expect(toldTo(at, 'own').header.restartWhen).toBeUndefined();
    expect(toldTo(at, 'usual').share.rules).toBeUndefined();
  },
  async missed() {
    const missed = { kind: 'rolling', hours: 4, days: 7, onMains: true, maxLoadPercent: 50, notDuring: null } as const;
    const window = { rule: 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1', start: '00:00', durationMinutes: 120 };
    const at = await open({ devices: { usual: {}, own: {} } });
    await sayOf(at, 'own', { missed, window });
    const id = await approved(at, { expiresInDays: 90 });
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    // It was seen; the next look sees that.
    at.clock.advance({ minutes: 6 });
    await speak(at, id);
    // Its window does not open for months: it is told all the same, to begin where its conditions hold.
    expect(toldTo(at, 'own').share.rules).toMatchObject({ missed });
    expect(toldTo(at, 'usual').share.rules).toBeUndefined();
  },
  async rollback() {
    const at = await changed({ rollback: 'by-person' });
    expect(toldTo(at, 'own')).toMatchObject({ header: { rollback: 'automatic' }, share: { rules: { rollback: 'by-person' } } });
  },
  async backup() {
    const at = await open({ devices: { usual: {}, own: {} } });
    const rule = {
      tiers: ['standard', 'unsaid'],
      maxAgeHours: 24,
      restoreTestDays: null,
      recoverWithinMinutes: null,
      missing: 'forbid',
    } as const;
    await sayOf(at, 'own', { backup: [rule] });
    expect(await keptOut(at)).toMatch(/^No good backup is known, and it must be 24 hours at most old\. Its policy forbids/);
    await told(at, 'own', { hoursAgo: 23 });
    expect(await keptOut(at)).toBeNull();
    // Approved while the backup was fresh: it grows old before the device is sent its change, and another one lets it go on.
    const id = await approved(at);
    await told(at, 'own', { hoursAgo: 22 });
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(isToldTo(at, 'own')).toBe(false);
    expect((await look(at, id)).waitingOn.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(
        /^own waits for a backup\. Its last good backup is \d+ days? old|^own waits for a backup\. Its last good backup is \d+ hours old/,
      ),
    );
    await told(at, 'own', { hoursAgo: 0 });
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(isToldTo(at, 'own')).toBe(true);
  },
  async ways() {
    const at = await open({ devices: { usual: { simulate: 'no way back' }, own: { simulate: 'no way back' } } });
    const { command, script, again } = await handInCommand(at, 'restore', 'way-back');
    const ways: readonly WayRule[] = [
      { tiers: ['unsaid', 'standard'], packages: ['open*'], ways: [{ kind: 'downgrade' }, { kind: 'command', command }] },
    ];
    await sayOf(at, 'own', { ways });
    const id = await approved(at);
    // Approved, and taken away before the device is sent its change: it waits, and goes on where it is there again.
    await trust.handlers?.removeCommand?.(callOf<'removeCommand'>(at.context, at.actor, { params: { document: command.document } }));
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(isToldTo(at, 'own')).toBe(false);
    expect((await look(at, id)).waitingOn.map(({ sentence }) => sentence)).toContainEqual(
      'own waits: its way back is not there any more. The signed command “restore” was removed. Propose again: the plan then takes another way back, or says that there is none.',
    );
    await again();
    at.clock.advance({ minutes: 6 });
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(toldTo(at, 'own')).toMatchObject({
      share: {
        wayBack: { kind: 'command', command, files: [], changes: [{ from: '2.0-1', to: '1.0-1' }], passedOver: [{ way: 'downgrade' }] },
      },
      commands: [{ script }],
    });
    expect(toldTo(at, 'usual').share.wayBack.kind).toBe('none');
    // What an older agent does not know would have it refuse its whole share: it gets the way that every agent knows, as it always did.
    const other = await open({ devices: { usual: { simulate: 'as an older agent' }, own: {} } });
    const kinds = [{ kind: 'history' }, { kind: 'reinstall' }, { kind: 'downgrade' }] as const;
    const anew: readonly WayRule[] = [{ tiers: ['unsaid', 'standard'], packages: [], ways: kinds }];
    await sayOf(other, 'own', { ways: anew });
    await sayOf(other, 'usual', { ways: anew });
    const anewId = await approved(other);
    await speak(other, anewId);
    other.clock.advance({ hours: 3 });
    await speak(other, anewId);
    expect(toldTo(other, 'own').share.wayBack).toMatchObject({
      kind: 'reinstall',
      changes: [{ from: '2.0-1', to: '1.0-1' }],
      passedOver: [{ way: 'history', because: 'Its package manager has no such way.' }],
    });
    expect(toldTo(other, 'usual').share.wayBack).toMatchObject({ kind: 'downgrade' });
    expect(toldTo(other, 'usual').share.wayBack).not.toHaveProperty('passedOver');
  },
  async withoutWayBack() {
    const at = await open({ devices: { usual: {}, own: { simulate: 'no way back' } } });
    await sayOf(at, 'own', { withoutWayBack: 'forbid' });
    expect(await keptOut(at)).toMatch(/^It would have no way back, and its policy forbids such changes\./);
    await sayOf(at, 'own', { withoutWayBack: 'accepted' }, 1);
    expect(await keptOut(at)).toMatch(/^It would have no way back, and nobody accepted that for openssl\./);
    const until = at.clock.now().add({ hours: 24 }).toString({ smallestUnit: 'millisecond' });
    const accepted = {
      clientId: at.clientId,
      scope: { kind: 'client' as const },
      software: 'open*',
      reason: 'It is a test',
      acceptedBy: 'Them',
      until,
    };
    const actor = { ...at.actor, scopeFor: () => [at.clientId] };
    const answer = await rollback.acceptNoWayBack?.(callOf<'acceptNoWayBack'>(at.context, actor, { body: accepted }));
    expect(answer).toMatchObject({ stands: true, software: 'open*' });
    expect(await keptOut(at)).toBeNull();
  },
  async drills() {
    const at = await open({ devices: { usual: {}, own: {} } });
    // Forward, well, and back: both devices are verified as what they were before.
    const id = await approved(at, { drill: true });
    for (let round = 0; round < 4; round += 1) {
      await speak(at, id);
      at.clock.advance({ hours: 3 });
    }
    const done = await look(at, id);
    expect([done.status, done.runs.map(({ label }) => label)]).toEqual(['succeeded', ['verified', 'verified']]);
    expect(done.canRollBack).toMatchObject({ allowed: false });
    const rowOf = async () => {
      const rows = await inClients(at.context.db, [at.clientId], (tx) => rollbackRows(tx, at.clientId, at.context.now()));
      return rows.find(({ deviceName }) => deviceName === 'own');
    };
    expect(await rowOf()).toMatchObject({ standing: 'good', trial: { what: 'drill', passed: true, seconds: 42, on: 'device' } });
    at.clock.advance({ hours: 40 * 24 });
    expect((await rowOf())?.reasons).toEqual([]);
    await sayOf(at, 'own', { drills: [{ tiers: ['standard', 'unsaid'], everyDays: 30 }] });
    expect((await rowOf())?.reasons.map(({ code }) => code)).toEqual(['drill.overdue']);
    await lookAtClient(at.context, at.clientId);
    const { rows: lines } = await sql<{ overdue: string[] }>`select overdue from fettle.rollback_look`.execute(at.database.superuserDb);
    expect(lines).toEqual([{ overdue: ['own'] }]);
  },
  async startOffline() {
    const at = await changed({ startOffline: true });
    expect(toldTo(at, 'own')).toMatchObject({ header: { startOffline: false }, share: { rules: { startOffline: true } } });
  },
  async checks() {
    const at = await open({ devices: { own: {}, usual: {} } });
    await sayOf(at, 'own', { checks: [web] });
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    expect(toldTo(at, 'own').share.rules?.checks).toEqual([web]);
    const checked = (name: string) =>
      [...at.device(name).taken.values()].flatMap(({ body }) => (body.verb === 'check' ? [body.checks] : []));
    expect(checked('own')).toEqual([[web]]);
    expect(checked('usual')).toEqual([]);
    expect((await look(at, id)).status).toBe('succeeded');
  },
  async hooks() {
    const at = await open({ devices: { usual: {}, own: {} } });
    const script = Buffer.from('#!/bin/sh\ntar -cf /srv/etc.tar /etc\n');
    const about = { name: 'back up', purpose: 'before-change', interpreter: ['/bin/sh'], arguments: [], clients: [at.clientId] } as const;
    const times = { mostSeconds: 60, runAs: 'root', issuedAt: '2026-03-01T00:00:00Z', expiresAt: '2026-09-01T00:00:00Z' };
    const envelope = signCommand({ ...about, ...times }, script, at.root);
    const file = { format: 'fettle-command/1', envelope: structuredClone(envelope) as never, script: script.toString('base64') } as const;
    const added = await trust.handlers?.addCommand?.(callOf<'addCommand'>(at.context, at.actor, { body: file }));
    if (added === undefined || isRefusal(added)) throw new Error(JSON.stringify(added));
    const { name, document } = added;
    const hooks = { beforeChange: [{ name, document }], afterChange: [] };
    await sayOf(at, 'own', { hooks });
    // One that is handed out no more would keep the change from beginning: that is said before anybody could approve.
    await trust.handlers?.removeCommand?.(callOf<'removeCommand'>(at.context, at.actor, { params: { document } }));
    const never = await propose(at);
    await speak(at, never.id);
    expect((await look(at, never.id)).proposal?.problems).toContainEqual(
      expect.objectContaining({ code: 'plan.command-not-to-run', severity: 'failing', sentence: expect.stringContaining('was removed') }),
    );
    await trust.handlers?.addCommand?.(callOf<'addCommand'>(at.context, at.actor, { body: file }));
    const id = await approved(at);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const told = toldTo(at, 'own');
    expect(told).toMatchObject({ share: { rules: { hooks } }, commands: [{ script: file.script }] });
    // What came is what the root key signed, as the device verifies it.
    const root = { rootKeyId: at.root.keyid, rootPublicKey: at.root.publicKey };
    const wanted = { root, document, purpose: 'before-change', clientId: at.clientId, withdrawn: [], now: at.context.now() } as const;
    expect(verifyCommand(told.commands?.[0]?.envelope, script, wanted)).toMatchObject({ ok: true });
    expect(toldTo(at, 'usual').share.rules).toBeUndefined();
    expect(toldTo(at, 'usual').commands).toBeUndefined();
  },
  async rings() {
    const at = await open({ devices: { one: {}, two: {} } });
    const rings = [{ name: 'all at once', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }] as const;
    await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, { ...openSays, rings }, 1);
    const { id } = await propose(at);
    await speak(at, id);
    expect((await look(at, id)).rings.map(({ name, devices }) => [name, devices])).toEqual([['all at once', 2]]);
  },
  async failureBudget() {
    expect(await headerWith({ failureBudget: 7 })).toMatchObject({ failureBudget: 7 });
  },
  async maxParallel() {
    expect(await headerWith({ maxParallel: 3 })).toMatchObject({ pace: { maxParallel: 3, devicesPerHour: 50 } });
  },
  async devicesPerHour() {
    expect(await headerWith({ devicesPerHour: 11 })).toMatchObject({ pace: { maxParallel: 5, devicesPerHour: 11 } });
  },
  async aftercare() {
    const at = await open({ devices: { database: {}, till: {} } });
    await sql`insert into fettle.device_dependency (client_id, device_id, depends_on) values (${at.clientId}, ${at.device('till').id}, ${at.device('database').id})`.execute(
      at.database.superuserDb,
    );
    const says = { ...openSays, checks: [web], aftercare: { dependants: 'asked', againAfterDays: [] } } as const;
    await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, says, 1);
    const id = await approved(at, { deviceIds: [at.device('database').id] });
    await speak(at, id);
    expect(toldTo(at, 'database')).toMatchObject({ header: { dependants: [{ deviceId: at.device('till').id, checks: [web] }] } });
    expect([...at.device('till').taken.values()].filter(({ body }) => body.verb === 'check')).toHaveLength(2);
  },
  async testPlan() {
    const common = { onFailure: 'hold', whatToDo: 'Call the vendor.' } as const;
    const byHand = { kind: 'manual', name: 'sell', instruction: 'Sell something.', expected: 'A receipt.', ...common } as const;
    const other = { ...byHand, name: 'not about this', packages: ['nginx*'] };
    const rings = [
      { name: 'test', members: { kind: 'share', percent: 50 }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } },
      { name: 'rest', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } },
    ] as const;
    const at = await open({ devices: { one: {}, two: {} } });
    const says = { ...openSays, rings, testPlan: [byHand, other, { kind: 'check', name: 'web', check: 'web', ...common }] } as const;
    await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, says, 1);
    const { id } = await propose(at);
    await speak(at, id);
    expect((await look(at, id)).tests?.map(({ name }) => name)).toEqual(['sell', 'web']);
  },
  async proposing() {
    const ends = async (days: readonly Weekday[], at: string, expiresInDays: number) => {
      const world = await open({ devices: { one: {} }, policy: { proposing: { kind: 'by-itself', days, at, expiresInDays } } });
      await proposalRound(world.engine, world.context);
      world.clock.advance({ hours: 2 });
      await proposalRound(world.engine, world.context);
      const found = await sql<{ ends: string }>`select expires_at::text as ends from fettle.deployment`.execute(world.database.superuserDb);
      return found.rows.map((row) => row.ends);
    };
    // A Monday from eight to ten.
    expect(await ends(['MO'], '09:00', 5)).toEqual([expect.stringMatching(/^2026-03-07 10:00/)]);
    expect(await ends(['MO'], '11:00', 5)).toEqual([]);
    expect(await ends(['TU'], '09:00', 5)).toEqual([]);
  },
  async standIns() {
    const rings = [
      { name: 'test', members: { kind: 'share', percent: 50 }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } },
      { name: 'rest', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } },
    ] as const;
    const at = await open({ devices: { one: {}, two: {} } });
    await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, { ...openSays, rings, standIns: 'require' }, 1);
    await sql`update fettle.device set tier = 'mission-critical'`.execute(at.database.superuserDb);
    const id = await approved(at);
    const planned = await look(at, id);
    const last = planned.runs.find(({ ring }) => ring === 1)?.deviceName ?? '';
    const first = planned.runs.find(({ ring }) => ring === 0)?.deviceName ?? '';
    expect(planned.lint.map(({ sentence }) => sentence)).toContain(
      `${last} is mission-critical and has no stand-in. It will wait for a person.`,
    );
    const goOn = async (device: string): Promise<void> => {
      for (let round = 0; round < 3; round += 1) {
        await speak(at, id);
        at.clock.advance({ hours: 3 });
      }
      const held = await look(at, id);
      expect(held.holds).toMatchObject([{ reason: 'stand-in', detail: expect.stringContaining(`${device} is mission-critical`) }]);
      expect(isToldTo(at, device)).toBe(false);
      const body = { holdId: held.holds[0]?.id ?? '', because: 'Tried by hand on the old one', acceptedDeviceIds: [] };
      await act(at, 'releaseDeployment', { params: { id }, body });
      await speak(at, id);
      at.clock.advance({ hours: 3 });
      await speak(at, id);
      expect(isToldTo(at, device)).toBe(true);
    };
    await goOn(first);
    await goOn(last);
    const done = await look(at, id);
    expect(done.rings[0]?.evidence?.standIns).toMatchObject([{ tested: false, deviceId: at.device(last).id }]);
    expect(done.testStanding?.level).toBe('attention');
  },
  async fourEyes() {
    const fourEyes = { devices: 0, clients: null, missionCritical: false, removals: false };
    expect(await headerWith({ fourEyes })).toMatchObject({ approvalsNeeded: 2 });
    expect(Object.keys((await headerWith({ fourEyes: { ...fourEyes, devices: 1 } })) ?? {})).not.toContain('approvalsNeeded');
  },
  async notices() {
    const at = await open({ devices: { one: {} }, reactions: [noticeReaction] });
    await sql`insert into fettle.contact (client_id, id, name, mail, language, site_ids, created_at) values (${at.clientId}, ${at.context.newId()}, 'Olga', 'olga@example.test', 'en', '{}', now())`.execute(
      at.database.superuserDb,
    );
    await say(
      at,
      { level: 'client', clientId: at.clientId, subjectId: null },
      { ...openSays, window: tomorrow, notices: { plannedHoursBefore: [30, 5] } },
      1,
    );
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    const found = await sql<{ occasion: string }>`select occasion from fettle.notice order by 1`.execute(at.database.superuserDb);
    expect(found.rows.filter(({ occasion }) => occasion.includes('5h'))).toHaveLength(1);

    // Demanded, a device begins only once somebody was told; at a site without a contact it waits for one.
    await act(at, 'cancelDeployment', { params: { id }, body: { because: 'It was only looked at' } });
    const client = { level: 'client', clientId: at.clientId, subjectId: null } as const;
    await say(at, client, { ...openSays, notices: { plannedHoursBefore: [30], required: true } }, 2);
    const demanded = await approved(at);
    await speak(at, demanded);
    const waits = async () => (await look(at, demanded)).waiting?.sentence;
    expect(await waits()).toContain('one waits until its change was announced. No contact of its site was told yet');
    await sql`update fettle.contact set removed_at = now()`.execute(at.database.superuserDb);
    at.clock.advance({ minutes: 10 });
    await speak(at, demanded);
    expect(await waits()).toContain('Its site has no contact who could be told');
    const lines = await inClients(at.context.db, [at.clientId], nobodyToTell);
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'notice failed', title: 'One device waits for a contact of Client who can be told' }),
    );
    await sql`insert into fettle.contact (client_id, id, name, mail, language, site_ids, created_at) values (${at.clientId}, ${at.context.newId()}, 'Olga', 'olga@example.test', 'en', '{}', ${at.context.now()})`.execute(
      at.database.superuserDb,
    );
    await tellMoved(at.context);
    expect(isToldTo(at, 'one')).toBe(false);
    await sql`update fettle.notice set delivered_at = ${at.context.now()} where deployment_id = ${demanded} and kind = 'planned' and withdrawn_at is null`.execute(
      at.database.superuserDb,
    );
    at.clock.advance({ minutes: 10 });
    await speak(at, demanded);
    expect(isToldTo(at, 'one')).toBe(true);
  },
};
const openSays = {
  select: { classes: ['security', 'normal'], exclude: [] },
  rings: [{ name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }],
  window: { rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 },
  restart: 'if-needed',
  failureBudget: 0,
  checks: [],
  rollback: 'automatic',
  startOffline: false,
  maxParallel: 5,
  devicesPerHour: 50,
  notices: { plannedHoursBefore: [] },
} satisfies PolicySettings;
const tomorrow = { rule: 'FREQ=WEEKLY;BYDAY=WE', start: '02:00', durationMinutes: 240 };

/** The header of a deployment of which the provider says all, and the client this alone. */
async function headerWith(says: Partial<PolicySettings>): Promise<unknown> {
  const at = await open({ devices: { one: {} } });
  await say(at, { level: 'provider', clientId: null, subjectId: null }, openSays);
  await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, says, 1);
  const { id } = await propose(at);
  await speak(at, id);
  const found = await sql<{ header: string }>`select header from fettle.deployment_spec`.execute(at.database.superuserDb);
  return JSON.parse(found.rows[0]?.header ?? 'null');
}

describe('each setting has its effect', () => {
  test.each(settingNames)('%s', async (name) => {
    expect(Object.keys(effects).toSorted()).toEqual([...settingNames].toSorted());
    await effects[name]();
  });
});

test('of a client that says nothing itself the provider’s policy plans, under its own name', async () => {
  const at = await open({ devices: { one: {} } });
  const provider = await say(at, { level: 'provider', clientId: null, subjectId: null }, openSays);
  const gone = policies.handlers?.removePolicyLevel?.(
    callOf<'removePolicyLevel'>(at.context, at.actor, { params: { id: at.policyId }, body: { because: 'The provider’s will do' } }),
  );
  expect(await gone).toEqual({ done: true });
  const { id } = await propose(at);
  await speak(at, id);
  expect((await look(at, id)).policy).toEqual({ id: provider, name: 'Own', version: 1 });
});

test('a proposal keeps the policy by which it was made, whatever is saved after', async () => {
  const at = await open({ devices: { usual: {}, own: { simulate: 'silent' } } });
  const { id } = await propose(at);
  await sayOf(at, 'usual', { restart: 'never' });
  await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, { ...openSays, failureBudget: 9 }, 1);
  await speak(at, id);
  at.clock.advance({ minutes: 11 });
  await speak(at, id);
  await approve(at, id);
  await speak(at, id);
  expect(toldTo(at, 'usual')).toMatchObject({ header: { failureBudget: 0 } });
  expect(toldTo(at, 'usual').share.rules).toBeUndefined();
});

test('a device of which the policy is not whole is not asked, and the proposal says why', async () => {
  const at = await open({ devices: { usual: {}, own: {} } });
  const { window: _window, ...rest } = openSays;
  await say(at, { level: 'client', clientId: at.clientId, subjectId: null }, rest, 1);
  const none = await act(at, 'proposeDeployment', { body: proposal(at) });
  expect(none).toMatchObject({ code: 'policy.unreadable', errors: [{ path: 'window' }] });
  await sayOf(at, 'own', { window: openSays.window });
  const proposed = await propose(at);
  expect(proposed.proposal?.devices.map(({ deviceName, because }) => [deviceName, because])).toEqual([
    ['own', null],
    ['usual', 'No level says: window. Nothing is done until one does.'],
  ]);
  await speak(at, proposed.id);
  await approve(at, proposed.id);
  await speak(at, proposed.id);
  expect(toldTo(at, 'own').share.window).toEqual({ ...openSays.window, zone: 'UTC' });
});

test('a device of which nobody knows whether a group’s policy is meant for it is named to whoever approves', async () => {
  const at = await open({ devices: { usual: {}, own: {} } });
  await sql`update fettle.device set tier = 'low' where name = 'own'`.execute(at.database.superuserDb);
  const rule = { fact: 'tier', op: 'is', value: 'important' };
  const group = await policies.handlers?.createGroup?.(
    callOf<'createGroup'>(at.context, at.actor, { body: { clientId: at.clientId, name: 'Important', rank: 1, rule } }),
  );
  if (group === undefined || isRefusal(group)) throw new Error(JSON.stringify(group));
  const told = async () => {
    const { id } = await propose(at);
    await speak(at, id);
    return (await look(at, id)).lint.filter(({ code }) => code === 'plan.group-undecided').map(({ sentence }) => sentence);
  };
  expect(await told()).toEqual([]); // no policy is of the group
  await say(at, { level: 'group', clientId: at.clientId, subjectId: group.id }, { restart: 'never' });
  expect(await told()).toEqual([
    'It can not be said whether usual is in group “Important”, so that its policy is not heeded there. Its tier is not known.',
  ]);
});

test('a group’s policy reaches its members alone, and who became one meanwhile is planned by it the next time', async () => {
  const at = await open({ devices: { usual: {}, own: {} } });
  await sql`update fettle.device set tier = 'important' where name = 'own'`.execute(at.database.superuserDb);
  const rule = { fact: 'tier', op: 'is', value: 'important' };
  const group = await policies.handlers?.createGroup?.(
    callOf<'createGroup'>(at.context, at.actor, { body: { clientId: at.clientId, name: 'Important', rank: 1, rule } }),
  );
  if (group === undefined || isRefusal(group)) throw new Error(JSON.stringify(group));
  await say(at, { level: 'group', clientId: at.clientId, subjectId: group.id }, { restart: 'always' });
  const id = await approved(at);
  await speak(at, id);
  at.clock.advance({ hours: 3 });
  await speak(at, id);
  expect(toldTo(at, 'own').share.rules?.restart).toBe('always');
  expect(toldTo(at, 'usual').share.rules).toBeUndefined();
});
