import type { DeploymentEvent } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { answerOf, refusalOf } from '../platform/testing/index.ts';
import { noticesFeature } from './index.ts';
import { openWorld, reader, specHash } from './testing/world.ts';
import type { World } from './testing/world.ts';

let world: World;
afterEach(() => world.close());

const approved = (): DeploymentEvent => ({
  at: world.at(),
  kind: 'approved',
  specHash,
  keyid: 'cd'.repeat(32),
  name: 'Anna',
  personId: null,
});
const changing = (deviceId: string): DeploymentEvent => ({
  at: world.at(),
  kind: 'run-progressed',
  deviceId,
  attempt: 1,
  phase: 'changing',
});
const settled = (deviceId: string, outcome: 'verified' | 'failed' | 'cancelled'): DeploymentEvent => ({
  at: world.at(),
  kind: 'run-settled',
  deviceId,
  attempt: 1,
  outcome,
  code: 'x',
  detail: outcome === 'failed' ? 'The archive does not answer' : '',
});
const sent = (deviceId: string): DeploymentEvent => ({
  at: world.at(),
  kind: 'run-sent',
  deviceId,
  attempt: 1,
  instructionId: 'i',
  notBefore: '2026-03-08T02:00:00Z',
  notAfter: '2026-03-08T06:00:00Z',
});

const told = async () => (await world.outbox()).map((row) => `${row.kind} ${row.recipient}`).toSorted();

describe('notices of a deployment', () => {
  test('an approval announces it to every contact, each with the openings of the own sites in their zones', async () => {
    world = await openWorld();
    await world.happen(approved());
    const rows = await world.outbox();
    const grace = rows.find((row) => row.recipient === 'grace@acme.example');
    const juerg = rows.find((row) => row.recipient === 'juerg@acme.example');
    expect(rows).toHaveLength(2);
    expect(grace?.body_text).toContain('Fine Fettle Ltd will update 2 devices of Acme at London, Zürich.');
    expect(grace?.body_text).toContain('- London: Sunday 8 March 2026, 02:00 to 06:00, Europe/London time (UTC+00:00)');
    expect(grace?.body_text).toContain('- Zürich: Sunday 8 March 2026, 02:00 to 06:00, Europe/Zurich time (UTC+01:00)');
    expect(grace?.body_text).toContain('The devices may restart during this time.');
    expect(juerg?.subject).toBe('Geplante Wartung, Zürich: Sonntag, 8. März 2026, 02:00 bis 06:00, Zeit von Europe/Zurich (UTC+01:00)');
    expect(juerg?.body_text).not.toContain('London');
  });

  test('it is due as many hours before the opening as the policy says, and again where it says so', async () => {
    world = await openWorld({ policy: { notices: { plannedHoursBefore: [48, 24] } } });
    await world.happen(approved());
    const due = await sql<{
      recipient: string;
      due_at: string;
    }>`select recipient, due_at from fettle.notice order by recipient, due_at`.execute(world.database.superuserDb);
    // Zürich opens an hour before London.
    expect(due.rows.map((row) => `${row.recipient} ${row.due_at}`)).toEqual([
      'grace@acme.example 2026-03-06T01:00:00.000Z',
      'grace@acme.example 2026-03-07T01:00:00.000Z',
      'juerg@acme.example 2026-03-06T01:00:00.000Z',
      'juerg@acme.example 2026-03-07T01:00:00.000Z',
    ]);
  });

  test('a policy that announces nothing announces nothing', async () => {
    world = await openWorld({ policy: { notices: { plannedHoursBefore: [] } } });
    await world.happen(approved());
    expect(await told()).toEqual([]);
  });

  test('the same events again write nothing', async () => {
    world = await openWorld();
    await world.happen(approved());
    await world.happen(approved());
    await world.happen(changing(world.devices.zurich), changing(world.devices.london));
    await world.happen(changing(world.devices.zurich));
    expect(await told()).toEqual([
      'planned grace@acme.example',
      'planned juerg@acme.example',
      'started grace@acme.example',
      'started juerg@acme.example',
    ]);
  });

  test('who has no device in it hears nothing, and hears of a start when it is at the own site', async () => {
    world = await openWorld();
    await world.happen(changing(world.devices.london));
    expect(await told()).toEqual(['started grace@acme.example']);
    await world.happen(changing(world.devices.zurich));
    expect(await told()).toEqual(['started grace@acme.example', 'started juerg@acme.example']);
  });

  test('an end with failures says of how many, and why', async () => {
    world = await openWorld();
    const { london, zurich } = world.devices;
    await world.happen(approved(), sent(london), sent(zurich));
    world.clock.advance({ hours: 140 });
    await world.happen(settled(london, 'verified'), settled(zurich, 'failed'), {
      at: world.at(),
      kind: 'finished',
      status: 'ended with failures',
    });
    const failed = (await world.outbox()).filter((row) => row.kind === 'failed');
    expect(failed).toHaveLength(2);
    const text = failed.find((row) => row.recipient === 'grace@acme.example')?.body_text ?? '';
    expect(text).toContain('- updated and verified by a scan: 1 of 2\n- failed: 1 of 2');
    expect(text).toContain('Why:\n- web-zurich: failed. The archive does not answer.');
    expect(text).toContain('- web-london: updated and verified');
  });

  test('a spent failure budget is told, and the end after it once more', async () => {
    world = await openWorld();
    const hold = { id: 'budget-1', reason: 'failure budget', since: world.at(), ring: 0, detail: '1 of 2 failed', by: 'engine' } as const;
    await world.happen(approved(), sent(world.devices.zurich), settled(world.devices.zurich, 'failed'), {
      at: world.at(),
      kind: 'hold-placed',
      hold,
    });
    world.clock.advance({ minutes: 1 });
    await world.happen({ at: world.at(), kind: 'finished', status: 'ended with failures' });
    const rows = (await world.outbox()).filter((row) => row.kind === 'failed' && row.recipient === 'grace@acme.example');
    expect(rows.map((row) => row.body_text.includes('Too many failures in ring all'))).toEqual([false, true]);
  });

  test('announcements that are not due when it ends are not sent any more, and say so', async () => {
    world = await openWorld();
    await world.happen(approved());
    await world.happen(
      { at: world.at(), kind: 'cancelled', by: 'engine', because: 'not now' },
      { at: world.at(), kind: 'finished', status: 'cancelled' },
    );
    const rows = await world.outbox();
    // Nobody had heard of it: nobody is told that it does not take place.
    expect(rows.map(({ kind }) => kind)).toEqual(['planned', 'planned']);
    expect(rows.every((row) => row.withdrawn_at !== null && row.rejected_at === null)).toBe(true);
    const planned = rows.filter((row) => row.kind === 'planned');
    expect(planned.map((row) => row.last_trouble)).toEqual([
      'The deployment ended before this notice was due.',
      'The deployment ended before this notice was due.',
    ]);
  });
});

describe('what was announced and is called off', () => {
  const calledOff = (): DeploymentEvent[] => [
    { at: world.at(), kind: 'cancelled', by: 'engine', because: 'not now' },
    { at: world.at(), kind: 'finished', status: 'cancelled' },
  ];

  test('is cancelled to those on whose devices it never began, with why; to others it did not succeed', async () => {
    world = await openWorld({ policy: { notices: { plannedHoursBefore: [200] } } });
    await world.happen(approved());
    world.clock.advance({ hours: 140 });
    await world.happen(sent(world.devices.london), changing(world.devices.london));
    await world.happen(settled(world.devices.london, 'verified'), settled(world.devices.zurich, 'cancelled'), ...calledOff());
    const ends = (await world.outbox()).filter(({ kind }) => kind !== 'planned' && kind !== 'started');
    expect(ends.map(({ kind, recipient }) => `${kind} ${recipient}`).toSorted()).toEqual([
      'cancelled juerg@acme.example',
      'failed grace@acme.example',
    ]);
    const juerg = ends.find(({ kind }) => kind === 'cancelled');
    expect(juerg?.subject).toBe('Wartung findet nicht statt, Zürich');
    expect(juerg?.body_text).toContain('Angekündigt war: Sonntag, 8. März 2026, 02:00 bis 06:00, Zeit von Europe/Zurich');
    expect(juerg?.body_text).toContain('not now');
  });
});

describe('the outbox', () => {
  const call = (scope: readonly string[]) => ({
    context: world.context,
    handlers: noticesFeature.handlers,
    actor: reader(world.context, scope),
  });

  test('says that there is no mail server, newest first, in pages', async () => {
    world = await openWorld();
    await world.happen(changing(world.devices.zurich));
    world.clock.advance({ minutes: 1 });
    await world.happen({ at: world.at(), kind: 'approved', specHash, keyid: 'k', name: 'A', personId: null });
    const first = await answerOf(call([world.clientId]), 'listNotices', { query: { limit: 3 } });
    expect(first.items.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'planned in outbox (no mail server)',
      'planned in outbox (no mail server)',
      'started in outbox (no mail server)',
    ]);
    const second = await answerOf(call([world.clientId]), 'listNotices', { query: { limit: 3, after: first.next ?? '' } });
    expect(second.items.map(({ kind }) => kind)).toEqual(['started']);
    expect(second.next).toBeNull();
  });

  test('shows nothing to those who may not see the client, and refuses a page key that is not ours', async () => {
    world = await openWorld();
    await world.happen(approved());
    expect((await answerOf(call([world.context.newId()]), 'listNotices', { query: {} })).items).toEqual([]);
    expect((await answerOf(call([]), 'listNotices', { query: { clientId: world.clientId } })).items).toEqual([]);
    expect(await refusalOf(call([world.clientId]), 'listNotices', { query: { after: "'; drop" } })).toBe('request.invalid');
  });
});
