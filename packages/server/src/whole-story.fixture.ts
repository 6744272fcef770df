/**
 * What happens at one client, from its first day to a verified deployment and beyond, told through the listeners only: each change that a person makes is
 * a call of a route, each word of a device an envelope. Tests of isolation tell it for two clients, tests of the trail look at what it left.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { signApproval } from '@fettle/proof/approval';
import { sha256Hex } from '@fettle/proof/hash';
import type { SigningKey } from '@fettle/proof/keys';
import { grantHash, specHash } from '@fettle/proof/spec-hash';
import { signStandingApproval } from '@fettle/proof/standing-approval';
import type { RebuildPlan, SpecHeader } from '@fettle/core/deployment';
import type { Grant } from '@fettle/core/standing';
import { sql } from 'kysely';
import { fakeDevice, reportOf, work } from './deployments/testing/device.ts';
import type { FakeDevice } from './deployments/testing/device.ts';
import { openAllDay } from './deployments/testing/fleet.ts';
import { checkIn, cloneOf, contentsOf, enrol, installed, newAgent, offer, report, sync } from './devices/testing/agent.ts';
import type { Server, TestAgent } from './devices/testing/agent.ts';
import { settleCounts } from './findings/index.ts';
import { makeMonth } from './months/make.ts';
import { inClients } from './platform/database/index.ts';
import { addCommand } from './whole-provider.fixture.ts';
import type { Credentials, WholeApp } from './whole-app.fixture.ts';
import { judged, publishFor } from './whole-published.fixture.ts';
import { hashSecret, newSecret } from './people/index.ts';
import { lookAtClient } from './rollback/index.ts';

export type Machine = { readonly agent: TestAgent; readonly device: FakeDevice };
export type Story = {
  readonly marker: string;
  readonly clientId: string;
  /** Every id that is this client's, by what it is of. */
  readonly ids: Readonly<Record<string, string>>;
};
export type Teller = { readonly app: WholeApp; readonly who: Credentials; readonly approver: SigningKey };

const mostRounds = 500;

/** A contact opens the link of a notice and confirms it. As nobody sends mail here, its secret is put in. */
async function acknowledged({ app, who }: Teller, clientId: string, noticeId: string): Promise<void> {
  const secret = newSecret();
  await sql`update fettle.notice set ack_hashes = array[${hashSecret(secret)}::bytea], ack_until = ${'2999-01-01T00:00:00Z'} where id = ${noticeId}`.execute(
    app.given.database.superuserDb,
  );
  const body = { token: `${clientId}.${noticeId}.${secret}` };
  await app.call(who, 'lookAtNotice', { body });
  await app.call(who, 'acknowledgeNotice', { body });
}

export function serverOf(app: WholeApp): Server {
  return { app: app.agents, serverKey: app.context.serverKey, now: app.context.now };
}

/** Tells it all. `marker`: a word that is in every name of this client and nowhere else. */
export async function tellWholeStory(teller: Teller, marker: string): Promise<Story> {
  const { app, who } = teller;
  const made = await app.call(who, 'createClient', { body: { name: `${marker} AG`, site: { name: `${marker} main`, zone: 'UTC' } } });
  const clientId = made.id;
  const params = { id: clientId };
  await app.call(who, 'updateClient', { params, body: { name: `${marker} Ltd` } });
  const site = await app.call(who, 'createSite', { params, body: { name: `${marker} branch`, zone: 'Europe/Zurich' } });
  await app.call(who, 'updateSite', { params: { id: site.id }, body: { name: `${marker} branch 2` } });
  const mail = `${marker.toLowerCase()}@example.org`;
  const contact = await app.call(who, 'createContact', { params, body: { name: `${marker} Carla`, mail, siteIds: [site.id] } });
  const gone = await app.call(who, 'createContact', { params, body: { name: `${marker} Ben`, mail } });
  await app.call(who, 'deleteContact', { params: { id: gone.id } });
  const destination = await tellDestinations(teller, clientId, marker);
  const spent = await app.call(who, 'createToken', { params, body: { siteId: site.id, note: `${marker} spent` } });
  await app.call(who, 'revokeToken', { params: { id: spent.id } });
  const token = await app.call(who, 'createToken', { params, body: { siteId: site.id, note: `${marker} all`, uses: null } });

  const machines = [];
  for (const host of ['one', 'two', 'three', 'silent']) machines.push(await machineOf(app, token.token, `${marker}-${host}`, marker));
  await publishFor(app, marker);
  await judged(app, who, clientId, marker);
  const [one, two, three, silent] = machines as [Machine, Machine, Machine, Machine];
  const idOf = ({ agent }: Machine) => agent.deviceId;
  await app.call(who, 'updateDevice', {
    params: { id: idOf(one) },
    body: {
      tier: 'important',
      owner: `${marker} Olga`,
      service: `${marker} tills`,
      outage: `${marker} sells nothing`,
      dependsOn: [idOf(two)],
    },
  });
  await app.call(who, 'scanDevice', { params: { id: idOf(one) } });
  await live(app, one);
  await wasOff(app, one);
  await quarantined(app, three);
  await app.call(who, 'settleQuarantine', { params: { id: idOf(three) }, body: { verdict: 'restored', because: 'From a backup' } });
  await app.call(who, 'retireDevice', { params: { id: idOf(three) }, body: { because: 'Sold' } });

  await agree(teller, clientId, marker, idOf(two));

  const body = policyOf(marker, idOf(one));
  const policy = await app.call(who, 'createPolicy', { params, body: { body } });
  await app.call(who, 'savePolicy', { params: { id: policy.id }, body: { body: { ...body, owner: `${marker} Ops` }, basedOn: 1 } });
  const grouped = await groupsOf(teller, clientId, marker);
  const update = await counted();
  if (update === undefined) throw new Error('the update was not counted');

  /** A count that the server began by itself may still be on its way. */
  async function counted() {
    for (let tries = 0; tries < 50; tries += 1) {
      await settleCounts(app.context);
      const { items } = await app.call(who, 'listUpdates', { query: { clientId } });
      const found = items.find(({ name }) => name === `${marker.toLowerCase()}-tool`);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return undefined;
  }

  const deskReadAt = await atTheDesk(teller, clientId, marker);
  await documented(teller, clientId, marker);
  const audited = await auditedProcess(teller, clientId, marker);
  const campaign = await campaignOf(teller, clientId, marker, idOf(silent), () =>
    Promise.all([one, two].map((machine) => live(app, machine))),
  );
  const propose = (deviceIds: string[], title: string) =>
    app.call(who, 'proposeDeployment', { body: { clientId, title: `${marker} ${title}`, updateIds: [update.id], deviceIds } });
  const standing = await stood(teller, clientId, marker, two, propose);
  const { id: deploymentId } = await propose([idOf(one), idOf(two), idOf(silent)], 'updates');
  for (const machine of [one, two]) await live(app, machine);
  await app.call(who, 'planDeployment', { params: { id: deploymentId }, body: { without: [idOf(silent)] } });
  await approve(teller, clientId, deploymentId);
  const held = await app.call(who, 'holdDeployment', { params: { id: deploymentId }, body: { because: `${marker} asked to wait` } });
  const hold = held.holds.find(({ reason }) => reason === 'operator');
  await app.call(who, 'releaseDeployment', { params: { id: deploymentId }, body: { holdId: hold?.id ?? '', because: 'They agree' } });
  await runToEnd(teller, marker, deploymentId, [one, two]);
  const other = await propose([idOf(silent)], 'given up');
  await app.call(who, 'cancelDeployment', { params: { id: other.id }, body: { because: 'Not now' } });
  await lookedFor(teller, clientId, policy.id, { ...body, owner: `${marker} Ops` });
  const policyFinding = await unwise(teller, clientId, marker);
  const regression = await worsened(teller, clientId, marker, deploymentId, idOf(one));
  const rebuild = await toRebuild(teller, clientId, marker, deploymentId, idOf(one));
  const rollback = await planned(teller, clientId, marker, deploymentId, idOf(one));
  const back = await app.call(who, 'rollBackDeployment', { params: { id: deploymentId }, body: { because: 'It was slow' } });
  const decisionId = await decided(teller, clientId, marker);
  await replaced(teller, clientId, marker, idOf(one));
  const wordId = await spoken(teller, clientId, marker);
  const calendar = await kept(teller, clientId, site.id, marker);
  const command = await addCommand(app, who, `${marker} backup`, [clientId]);
  const capacity = await limited(teller, clientId, site.id, marker, [idOf(one), idOf(two)]);
  const discovered = await found(teller, clientId, marker, idOf(one));
  const standIn = await represented(teller, clientId, marker, idOf(one), idOf(two));
  const { items: notices } = await app.call(who, 'listNotices', { query: { clientId } });
  await acknowledged(teller, clientId, notices[0]?.id ?? '');
  await app.call(who, 'getChecklist', { params, query: {} });
  return {
    marker,
    clientId,
    ids: {
      command,
      client: clientId,
      site: site.id,
      contact: contact.id,
      token: token.id,
      device: idOf(one),
      device2: idOf(two),
      silent: idOf(silent),
      retired: idOf(three),
      policy: policy.id,
      ...grouped,
      update: update.id,
      deployment: deploymentId,
      attachment: sha256Hex(Buffer.from(attached(marker), 'base64')),
      standing,
      campaign,
      cancelled: other.id,
      rollback: back.id,
      regression,
      rebuild,
      ...rollback,
      standIn,
      discovered,
      destination,
      ...audited,
      policyFinding,
      notice: notices[0]?.id ?? '',
      decision: decisionId,
      word: wordId,
      ...calendar,
      ...capacity,
      hold: hold?.id ?? '',
      deskReadAt,
    },
  };
}

/** For once its policy has Fettle propose, and a person has it look at once. */
async function lookedFor({ app, who }: Teller, clientId: string, policyId: string, body: ReturnType<typeof policyOf>): Promise<void> {
  const params = { id: policyId };
  const proposing = { kind: 'by-itself', days: ['MO'], at: '09:00', expiresInDays: 14 } as const;
  await app.call(who, 'savePolicy', { params, body: { body: { ...body, proposing }, basedOn: 2 } });
  const look = await app.call(who, 'lookForProposals', { params: { id: clientId } });
  for (const id of look.lanes.flatMap(({ deploymentIds }) => deploymentIds))
    await app.call(who, 'cancelDeployment', { params: { id }, body: { because: 'Not now' } });
  await app.call(who, 'savePolicy', { params, body: { body, basedOn: 3 } });
}

/** Something that was unwise about a policy and is gone. How it is found has a test of its own. */
async function unwise({ app }: Teller, clientId: string, marker: string): Promise<string> {
  const id = app.context.newId();
  const all = app.given.database.superuserDb;
  await sql`insert into fettle.policy_look (client_id, looked_at, devices) values (${clientId}, now(), 1) on conflict do nothing`.execute(
    all,
  );
  await sql`insert into fettle.proposal_look (client_id, since, checked_at, looked_at, lanes) values (${clientId}, now(), now(), now(),
    ${JSON.stringify([{ lane: marker, runs: 0, asks: 0, waits: 0, onTheWay: 0, turnedDown: 0, deploymentIds: [], trouble: null }])}::jsonb) on conflict (client_id) do update set lanes = excluded.lanes`.execute(
    all,
  );
  await sql`insert into fettle.policy_finding (client_id, id, about, code, severity, policy_name, path, sentence, evidence, opened_at, seen_at, gone_at)
    values (${clientId}, ${id}, 'x', 'x', 'attention', ${marker}, '', ${`${marker} has no policy`}, '{"devices": 0, "names": []}', now(), now(), now())`.execute(
    all,
  );
  return id;
}

/** Two checks that were seen to be worse later: one is decided, one stays open. How they are found has a test of its own. */
async function worsened({ app, who }: Teller, clientId: string, marker: string, deploymentId: string, deviceId: string): Promise<string> {
  const ids = [app.context.newId(), app.context.newId()];
  await sql`insert into fettle.proposal_by_itself (client_id, deployment_id, part, policy_id, policy_version, keys, by_plan, at)
    select client_id, id, 'within', policy_id, policy_version, ${[marker]}::text[], '{}', now() from fettle.deployment where id = ${deploymentId}`.execute(
    app.given.database.superuserDb,
  );
  // Asked again, and not answered yet.
  await sql`insert into fettle.check_again (client_id, deployment_id, device_id, days, due_at, asked_at, instruction_id)
    values (${clientId}, ${deploymentId}, ${deviceId}, 2, now(), now(), ${`${deploymentId}:${deviceId}:again:2`})`.execute(
    app.given.database.superuserDb,
  );
  for (const [n, id] of ids.entries())
    await sql`insert into fettle.regression (client_id, id, deployment_id, device_id, check_name, seen, days, before_detail, after_detail, instruction_id, changed_since, found_at)
      values (${clientId}, ${id}, ${deploymentId}, ${deviceId}, ${`${marker} page ${n}`}, 'later', 7, '', ${`${marker} is down`}, ${`${deploymentId}:again`}, 0, now())`.execute(
      app.given.database.superuserDb,
    );
  await app.call(who, 'decideRegression', { params: { id: ids[0] ?? '' }, body: { what: 'fixed', because: `${marker} restarted it` } });
  return ids[1] ?? '';
}

/** Three rebuilds: one was dropped, one is awaited, and one at a person’s word. How they come about has a test of its own. */
async function toRebuild({ app, who }: Teller, clientId: string, marker: string, deploymentId: string, deviceId: string): Promise<string> {
  await app.call(who, 'awaitRebuild', { params: { id: deploymentId }, body: { deviceId, because: `${marker} does not start` } });
  const ids = [app.context.newId(), app.context.newId()];
  for (const id of ids)
    await sql`insert into fettle.rebuild (client_id, id, deployment_id, device_id, plan, because, since)
      values (${clientId}, ${id}, ${deploymentId}, ${deviceId}, ${JSON.stringify(rebuildOf(marker))}::jsonb, ${`${marker} does not start`}, now())`.execute(
      app.given.database.superuserDb,
    );
  await app.call(who, 'reportRebuild', { params: { id: ids[0] ?? '' }, body: { what: 'dropped', note: `${marker} mended it` } });
  return ids[1] ?? '';
}

/** A backup, a way back that was tried, and a change without one that was accepted: one acceptance stands, one was taken back. */
async function planned({ app, who }: Teller, clientId: string, marker: string, deploymentId: string, deviceId: string) {
  const at = app.context.now();
  await app.call(who, 'recordBackups', { body: { items: [{ device: deviceId, at, ok: true, note: `${marker} kept it` }] } });
  const { items } = await app.call(who, 'listBackups', { query: { clientId } });
  await sql`insert into fettle.way_back_trial (client_id, id, device_id, deployment_id, attempt, what, way_back, passed, detail, ecosystem, tier, at)
    values (${clientId}, ${app.context.newId()}, ${deviceId}, ${deploymentId}, 1, 'rollback', 'downgrade', true, ${`${marker} is back`}, 'debian:12', null, now())`.execute(
    app.given.database.superuserDb,
  );
  await sql`insert into fettle.backup_probe (client_id, device_id, document, asked_at, instruction_id, answered_at, because)
    values (${clientId}, ${deviceId}, ${'a'.repeat(64)}, now(), ${`probe:${marker}`}, now(), ${`${marker} wrote no JSON`})`.execute(
    app.given.database.superuserDb,
  );
  const accept = (software: string) =>
    app.call(who, 'acceptNoWayBack', {
      body: {
        clientId,
        scope: { kind: 'client' },
        software,
        reason: `${marker} has no older version`,
        acceptedBy: 'Their owner',
        until: '2026-06-01T00:00:00Z',
      },
    });
  const over = await accept('old-*');
  await app.call(who, 'endNoWayBack', { params: { id: over.id }, body: { because: `${marker} has one now` } });
  const { id: noWayBack } = await accept('legacy');
  await lookAtClient(app.context, clientId);
  return { backup: items[0]?.id ?? '', noWayBack };
}

/** A printer that is patched by hand, from a file; a camera that was waved off, and one that turned out to be a device. */
async function found({ app, who }: Teller, clientId: string, marker: string, deviceId: string): Promise<string> {
  const of = { params: { id: clientId } };
  const csv = `name,kind,serial\n${marker} printer,printer,${marker}-1\n`;
  await app.call(who, 'importDiscovered', { ...of, body: { csv, dryRun: false } });
  const { items } = await app.call(who, 'listDiscovered', { query: { clientId } });
  const params = { id: items[0]?.id ?? '' };
  await app.call(who, 'decideDiscovered', { params, body: { answer: 'by-hand', person: `${marker} Ann`, rhythmDays: 30 } });
  await app.call(who, 'recordDiscoveredPatch', {
    params,
    body: { what: `${marker} firmware`, fromVersion: '1', toVersion: '2', doneOn: '2026-01-01', person: `${marker} Ann` },
  });
  const camera = await app.call(who, 'recordDiscovered', { ...of, body: { name: `${marker} camera`, kind: 'camera' } });
  await app.call(who, 'changeDiscovered', {
    params: { id: camera.id },
    body: { name: `${marker} camera`, kind: 'camera', owner: `${marker} Bob`, basedOn: camera.version },
  });
  await app.call(who, 'decideDiscovered', { params: { id: camera.id }, body: { answer: 'enrolled', deviceId } });
  return params.id;
}

/** A stand-in outside of Fettle, another that took its place and was ended, and a device that is it now. */
async function represented({ app, who }: Teller, clientId: string, marker: string, deviceId: string, other: string): Promise<string> {
  const said = { clientId, deviceId, differs: `${marker} has less memory`, credentialsAt: `Vault, ${marker}`, reviewAt: '2026-05-01' };
  const outside = (name: string) =>
    app.call(who, 'recordStandIn', {
      body: { ...said, standIn: { kind: 'outside', name: `${marker} ${name}` }, place: `${marker} cellar` },
    });
  await outside('rack');
  const ended = await outside('shelf');
  await app.call(who, 'endStandIn', { params: { id: ended.id }, body: { because: `${marker} sold it` } });
  const { id } = await app.call(who, 'recordStandIn', { body: { ...said, standIn: { kind: 'device', deviceId: other } } });
  return id;
}

/** A workaround that is verified, reviewed and undone, a block that is taken back, and a refusal of the client that stands. */
async function decided({ app, who }: Teller, clientId: string, marker: string): Promise<string> {
  const shared = { kind: 'update', manager: 'apt', sourceName: 'shared', sourceVersion: null } as const;
  const nobodyAsked = {
    clientSaid: 'not-asked',
    saidBy: null,
    evidence: null,
    compensatingControl: null,
    endsAt: null,
    reviewAt: null,
  } as const;
  const draft = {
    clientId,
    about: shared,
    scope: { kind: 'client' },
    recommendation: `${marker}: install it`,
    startsAt: null,
    workaround: null,
  } as const;
  const how = { what: `${marker} closed the port`, check: 'A scan finds it closed', undoWhenFixed: true };
  const around = await app.call(who, 'recordDecision', {
    body: {
      ...draft,
      ...nobodyAsked,
      about: { kind: 'advisory', id: 'CVE-2026-0001' },
      kind: 'workaround',
      reason: 'There is no fix',
      workaround: how,
    },
  });
  await app.call(who, 'noteWorkaround', { params: { id: around.id }, body: { did: 'verified', because: 'Seen' } });
  const again = await app.call(who, 'reviewDecision', { params: { id: around.id }, body: { ...nobodyAsked, because: 'Still no fix' } });
  await app.call(who, 'noteWorkaround', { params: { id: again.id }, body: { did: 'undone', because: 'The fix is in' } });
  const block = await app.call(who, 'recordDecision', { body: { ...draft, ...nobodyAsked, kind: 'block', reason: 'It breaks the till' } });
  await app.call(who, 'revokeDecision', { params: { id: block.id }, body: { because: 'It does not' } });
  const endsAt = app.context.clock
    .now()
    .add({ hours: 24 * 90 })
    .toString();
  const refusal = {
    clientSaid: 'refused',
    saidBy: `${marker} Carla`,
    evidence: `${marker} ticket 7`,
    compensatingControl: 'None',
    endsAt,
    reviewAt: null,
  } as const;
  const refused = await app.call(who, 'recordDecision', {
    body: { ...draft, ...refusal, kind: 'exception', reason: 'Not before the fair' },
  });
  return refused.id;
}

/** A fault that was seen and is taken back, and an update that is lowered for a while. */
async function spoken({ app, who }: Teller, clientId: string, marker: string): Promise<string> {
  const tool = { kind: 'update', manager: 'apt', sourceName: `${marker.toLowerCase()}-tool`, sourceVersion: null } as const;
  const scope = { kind: 'client' } as const;
  const fault = { kind: 'stability', evidence: `${marker} ticket 11`, seenSince: null } as const;
  const reason = `${marker}: it stops twice a day`;
  const seen = await app.call(who, 'recordUrgencyWord', {
    body: { clientId, about: tool, scope, says: 'fault', fault, reason, endsAt: null },
  });
  await app.call(who, 'revokeUrgencyWord', { params: { id: seen.id }, body: { because: 'It was the cable' } });
  const endsAt = app.context.clock
    .now()
    .add({ hours: 24 * 30 })
    .toString();
  const lowered = { clientId, about: tool, scope, says: 'normal', fault: null, reason: `${marker} is closed`, endsAt } as const;
  return (await app.call(who, 'recordUrgencyWord', { body: lowered })).id;
}

/** Limits of the client and its site, a cluster that stays and one that goes, a device that was unwell and is well again. */
async function limited(
  { app, who }: Teller,
  clientId: string,
  siteId: string,
  marker: string,
  deviceIds: string[],
): Promise<Record<string, string>> {
  const params = { id: clientId };
  const limits = { atOnce: 400, perHour: 900, disturbedDevices: 300, disturbedPercent: 90, downloads: 200, bandwidth: null };
  for (const site of [null, siteId]) await app.call(who, 'setLimits', { params, body: { ...limits, siteId: site } });
  const cluster = await app.call(who, 'createCluster', { params, body: { name: `${marker} pair`, most: 1, deviceIds } });
  await app.call(who, 'saveCluster', { params: { id: cluster.id }, body: { name: `${marker} pair`, most: 1, deviceIds, basedOn: 1 } });
  const other = await app.call(who, 'createCluster', { params, body: { name: `${marker} other`, most: 1, deviceIds } });
  await app.call(who, 'removeCluster', { params: { id: other.id }, body: { because: 'Not needed' } });
  const [device, needed] = deviceIds;
  for (const wish of ['remove', 'add']) {
    const csv = `device,relation,other,do\n${device},depends on,${needed},${wish}\n`;
    await app.call(who, 'importRelations', { params, body: { csv, dryRun: false } });
  }
  // How a device becomes unwell has a test of its own.
  await sql`insert into fettle.unwell_device (client_id, device_id, deployment_id, outcome, since)
    select client_id, device_id, deployment_id, 'unknown', asked_at from fettle.deployment_device where client_id = ${clientId} and device_id = ${deviceIds[0]} limit 1
    on conflict do nothing`.execute(app.given.database.superuserDb);
  const { unwell } = await app.call(who, 'getCapacity', { params });
  for (const { deviceId } of unwell) await app.call(who, 'sayWell', { params: { id: deviceId }, body: { because: `${marker} looked` } });
  return { cluster: cluster.id };
}

/** A freeze of a site that is ended, one that stays; a list of holidays that is kept and one that goes; an address for calendars. */
async function kept({ app, who }: Teller, clientId: string, siteId: string, marker: string): Promise<Record<string, string>> {
  const later = (hours: number) => app.context.clock.now().add({ hours }).toString({ smallestUnit: 'second' });
  const words = { clientId, reason: `${marker} sells at the fair`, from: later(24 * 200), until: later(24 * 210), exceptUrgent: false };
  const ended = await app.call(who, 'declareFreeze', {
    body: { ...words, name: `${marker} move`, scope: { kind: 'sites', ids: [siteId] } },
  });
  await app.call(who, 'endFreeze', { params: { id: ended.id }, body: { because: `${marker} stays` } });
  const freeze = await app.call(who, 'declareFreeze', {
    body: { ...words, name: `${marker} fair`, scope: { kind: 'client' }, exceptUrgent: true },
  });
  const begins = later(24 * 220).replace(/[-:]/g, '');
  const ics = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    `SUMMARY:${marker} sale`,
    `DTSTART:${begins}`,
    'DURATION:PT6H',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  await app.call(who, 'importFreezes', { body: { clientId, reason: `${marker} sells out`, ics: ics.join('\r\n'), dryRun: false } });
  const holidays = [{ day: '2026-12-25', name: `${marker} feast` }];
  const list = await app.call(who, 'createHolidayList', { body: { clientId, name: `${marker} days`, holidays } });
  await app.call(who, 'saveHolidayList', { params: { id: list.id }, body: { name: `${marker} days`, holidays, basedOn: 1 } });
  const other = await app.call(who, 'createHolidayList', { body: { clientId, name: `${marker} gone`, holidays } });
  await app.call(who, 'removeHolidayList', { params: { id: other.id }, body: { because: 'Not needed' } });
  const { feed } = await app.call(who, 'createCalendarFeed', { body: { clientId, name: `${marker} phone` } });
  const { feed: spare } = await app.call(who, 'createCalendarFeed', { body: { clientId, name: `${marker} lost` } });
  await app.call(who, 'revokeCalendarFeed', { params: { id: spare.id } });
  return { freeze: freeze.id, holidays: list.id, feed: feed.id };
}

/**
 * The tool is decided about at the desk, the rest is left, and the person is through. Returns when the desk was read. What is counted meanwhile makes the desk another
 * one than was shown: then it is looked at again, as a person would.
 */
async function atTheDesk(teller: Teller, clientId: string, marker: string, looks = 5): Promise<string> {
  try {
    return await onceAtTheDesk(teller, clientId, marker);
  } catch (error) {
    if (looks > 1 && String(error).includes('desk.changed')) return atTheDesk(teller, clientId, marker, looks - 1);
    throw error;
  }
}

async function onceAtTheDesk({ app, who }: Teller, clientId: string, marker: string): Promise<string> {
  const { items, at } = await app.call(who, 'getDesk', { query: { clientId } });
  const others = items.filter(({ title }) => !title.startsWith(`${marker.toLowerCase()}-tool `));
  const choices = others.map(({ id }) => ({ group: id, clientId: null, choice: 'leave' as const }));
  const shown = { clientId, span: 'visit', at, choices } as const;
  const { digest } = await app.call(who, 'previewDesk', { body: shown });
  await app.call(who, 'confirmDesk', { body: { ...shown, digest, through: false } });
  await app.call(who, 'noteDeskVisit', { body: { clientId, at } });
  return at;
}

/** One device is to be replaced: the support of its system has ended. */
async function replaced({ app, who }: Teller, clientId: string, marker: string, deviceId: string): Promise<void> {
  const endsAt = app.context.clock
    .now()
    .add({ hours: 24 * 90 })
    .toString();
  await app.call(who, 'recordDecision', {
    body: {
      clientId,
      about: { kind: 'lifecycle', product: 'debian', cycle: '12' },
      scope: { kind: 'devices', ids: [deviceId] },
      kind: 'replace',
      recommendation: `${marker}: replace it`,
      clientSaid: 'agreed',
      saidBy: `${marker} Carla`,
      evidence: `${marker} ticket 9`,
      reason: 'Nobody mends it any more',
      compensatingControl: null,
      startsAt: null,
      endsAt,
      reviewAt: null,
      workaround: null,
      replacement: { what: `${marker} till 13`, responsible: `${marker} Olga` },
    },
  });
}

async function machineOf(app: WholeApp, token: string, host: string, marker: string): Promise<Machine> {
  const tool = `${marker.toLowerCase()}-tool`;
  const contents = contentsOf(host, [installed('bash'), installed(tool)], [offer(tool), offer('shared')]);
  contents['apt.changelogs'] = [{ sourceName: tool, from: '1.0-1', to: '2.0-1', cves: ['CVE-2026-0001'] }];
  const agent = newAgent(contents);
  const server = serverOf(app);
  const answer = await enrol(server, agent, token);
  if (answer.status !== 200) throw new Error(`not enrolled: ${answer.detail}`);
  await sync(server, agent);
  return { agent, device: { ...fakeDevice(agent.deviceId, host), key: agent.key } };
}

/** One check-in, and reports about all that came with it. */
export async function live(app: WholeApp, { agent, device }: Machine): Promise<void> {
  const server = serverOf(app);
  const { reply } = await checkIn(server, agent);
  for (const envelope of reply?.instructions ?? []) {
    const bodies = work(device, envelope, app.context.serverKey, app.context.now());
    const id = [...device.taken.keys()].at(-1) ?? '';
    for (const body of bodies) {
      const { report: said } = reportOf(device, id, body, app.context.now());
      await report(server, agent, id, said.seq, body);
    }
  }
}

/** It was last heard three days ago, and has started anew since: the story itself takes no days. */
async function wasOff(app: WholeApp, { agent }: Machine): Promise<void> {
  const ago = (days: number): string =>
    app.context.clock
      .now()
      .subtract({ hours: days * 24 })
      .toString({ smallestUnit: 'millisecond' });
  const database = app.given.database.superuserDb;
  await sql`update fettle.device_contact set last_seen_at = ${ago(3)}, boot_id = 'boot-0' where device_id = ${agent.deviceId}`.execute(
    database,
  );
  await checkIn(serverOf(app), agent, { power: { upSeconds: 60, aliveBefore: ago(2) } });
}

async function quarantined(app: WholeApp, { agent }: Machine): Promise<void> {
  const clone = cloneOf(agent);
  await checkIn(serverOf(app), agent);
  await checkIn(serverOf(app), agent);
  const { reply } = await checkIn(serverOf(app), clone);
  if (reply?.status !== 'quarantined') throw new Error('two agents with one key were not noticed');
}

async function approve(teller: Teller, clientId: string, deploymentId: string): Promise<void> {
  const envelope = await signed(teller, clientId, deploymentId);
  await teller.app.call(teller.who, 'approveDeployment', { params: { id: deploymentId }, body: { envelope } });
}

async function signed({ app, who, approver }: Teller, clientId: string, deploymentId: string) {
  const { spec } = await app.call(who, 'getDeployment', { params: { id: deploymentId } });
  if (spec === null) throw new Error('there is no spec');
  const at = app.context.now();
  const expiresAt = app.context.clock.now().add({ hours: 24 }).toString({ fractionalSecondDigits: 3 });
  // Shown whole: what is signed is the hash of what is shown.
  const hash = specHash(spec.header as SpecHeader);
  const { signatures, ...envelope } = signApproval(
    { clientId, deploymentId, specHash: hash, statement: 'I approve.', at, expiresAt },
    approver,
  );
  return { ...envelope, signatures: [...signatures] };
}

/** The policy is signed for a while, a deployment of one device is approved by that, and then it is revoked; the deployment is given up before anything runs. Its id. */
async function stood(
  teller: Teller,
  clientId: string,
  marker: string,
  machine: Machine,
  propose: (deviceIds: string[], title: string) => Promise<{ readonly id: string }>,
): Promise<string> {
  const { app, who, approver } = teller;
  const { grant } = await app.call(who, 'getStandingGrant', { params: { id: clientId } });
  const known = grant as Grant;
  const id = app.context.newId();
  const fields = { id, clientId, policyId: known.policy.id, policyVersion: known.policy.version, grantHash: grantHash(known) };
  const expiresAt = app.context.clock
    .now()
    .add({ hours: 24 * 100 })
    .toString({ fractionalSecondDigits: 3 });
  const { signatures, ...envelope } = signStandingApproval(
    { ...fields, statement: `${marker} may`, at: app.context.now(), expiresAt },
    approver,
  );
  await app.call(who, 'approvePolicy', { params: { id: clientId }, body: { envelope: { ...envelope, signatures: [...signatures] } } });
  const made = await propose([machine.agent.deviceId], 'by itself');
  for (let tries = 0; tries < 50; tries += 1) {
    const { approvals, status } = await app.call(who, 'getDeployment', { params: { id: made.id } });
    if (status === 'proposed') await live(app, machine);
    if (approvals.some((one) => one.standing)) break;
    if (tries === 49) throw new Error('the standing approval approved nothing');
    await pause(100);
  }
  await app.call(who, 'revokeStandingApproval', { params: { id }, body: { because: `${marker} is too wide` } });
  await app.call(who, 'cancelDeployment', { params: { id: made.id }, body: { because: 'Not like this' } });
  return id;
}

/** A version of the programme document, a part of it, and with that another version; and the report of the month before. */
async function documented({ app, who }: Teller, clientId: string, marker: string): Promise<void> {
  await app.call(who, 'makeProgramme', { params: { id: clientId } });
  const body = { text: `${marker} is tried on a twin`, owner: `${marker} Ops`, reviewAt: '2027-01-01', basedOn: 0 };
  await app.call(who, 'saveProgrammePart', { params: { id: clientId, part: 'sandbox' }, body });
  await app.call(who, 'makeProgramme', { params: { id: clientId } });
  await inClients(app.context.db, [clientId], (tx) => makeMonth(tx, app.context, clientId, '2026-02'));
}

/** An audit with a finding and an action, concluded, the action done; and another that is a draft. */
async function auditedProcess({ app, who }: Teller, clientId: string, marker: string): Promise<Readonly<Record<string, string>>> {
  const params = { id: clientId };
  const first = { params: { ...params, number: 1 } };
  await app.call(who, 'setProcessAuditInterval', { params, body: { months: 6, because: `${marker} asks for it`, basedOn: 0 } });
  const stepId = await ownStep({ app, who });
  await app.call(who, 'startProcessAudit', { params, body: { auditor: `${marker} Ada` } });
  const finding = { step: 5, severity: 'serious' as const, text: `${marker} never restored`, asks: `${marker} tries it` };
  const { findings } = await app.call(who, 'addProcessAuditFinding', { ...first, body: finding });
  const action = { text: `${marker} restores`, owner: { name: `${marker} Bea` }, dueOn: '2027-01-01' };
  const linked = await app.call(who, 'addProcessAuditAction', { ...first, body: { ...action, findingId: findings[0]?.id ?? null } });
  const slip = await app.call(who, 'addProcessAuditAction', { ...first, body: action });
  const entryId = slip.actions.find(({ id }) => id !== linked.actions[0]?.id)?.id ?? '';
  await app.call(who, 'removeProcessAuditEntry', { params: { ...first.params, entryId } });
  await app.call(who, 'judgeOwnStep', { params: { ...first.params, stepId }, body: { result: 'failing', note: `${marker} has none` } });
  const { actions } = await app.call(who, 'concludeProcessAudit', { ...first, body: { conclusion: `${marker} is nearly well` } });
  const auditAction = actions[0]?.id ?? '';
  await app.call(who, 'endProcessAuditAction', {
    params: { ...first.params, actionId: auditAction },
    body: { ended: 'done', person: `${marker} Bea`, note: `${marker} restored` },
  });
  await app.call(who, 'startProcessAudit', { params, body: { auditor: `${marker} Ada` } });
  const draft = await app.call(who, 'addProcessAuditFinding', { params: { ...params, number: 2 }, body: { ...finding, step: null } });
  return { auditAction, auditFinding: draft.findings[0]?.id ?? '', ownStep: stepId };
}

/** The one step that the provider adds to the twelve, for all clients: whoever comes first says it. */
async function ownStep({ app, who }: Pick<Teller, 'app' | 'who'>): Promise<string> {
  const { steps } = await app.call(who, 'getProcessAuditRules', {});
  const own = [{ title: 'Backups are watched', good: 'Somebody looks daily', judge: 'The lead', months: 6 }];
  const body = { months: 12, steps: own, because: 'We promise it', basedOn: 0 };
  const said = steps.length > 0 ? steps : (await app.call(who, 'saveProcessAuditRules', { body })).steps;
  return said[0]?.id ?? '';
}

/** A campaign for this client alone: proposed, approved, stopped, released, and left out before anything runs. */
async function campaignOf(
  teller: Teller,
  clientId: string,
  marker: string,
  silent: string,
  liveAll: () => Promise<unknown>,
): Promise<string> {
  const { app, who } = teller;
  const about = { kind: 'package', manager: 'apt', name: `${marker.toLowerCase()}-tool`, fixed: '0' } as const;
  const body = { title: `${marker} everywhere`, reason: `${marker} asks`, owner: `${marker} Ops`, about, clientIds: [clientId] };
  const { id } = await app.call(who, 'proposeCampaign', { body });
  const because = `${marker} wants to wait`;
  for (let tries = 0; tries < 50; tries += 1) {
    await liveAll();
    const [item] = (await app.call(who, 'getCampaign', { params: { id } })).items;
    if (item?.standing === 'planning' && item.waiting?.startsWith('1 of 3') === true && item.deploymentId !== null)
      await app.call(who, 'planDeployment', { params: { id: item.deploymentId }, body: { without: [silent] } });
    if (item?.standing === 'approval' && item.deploymentId !== null) {
      await app.call(who, 'stopCampaign', { params: { id }, body: { because } });
      const envelope = await signed(teller, clientId, item.deploymentId);
      await app.call(who, 'approveCampaign', { params: { id }, body: { approvals: [{ deploymentId: item.deploymentId, envelope }] } });
      await app.call(who, 'releaseCampaign', { params: { id }, body: { because } });
      await app.call(who, 'leaveOutOfCampaign', { params: { id }, body: { because, clientId } });
      return id;
    }
    await pause(200);
  }
  const { items } = await app.call(who, 'getCampaign', { params: { id } });
  throw new Error(`the campaign was not planned: ${JSON.stringify(items).slice(0, 1000)}`);
}

const attached = (marker: string): string => Buffer.from(`${marker} was seen`).toString('base64');

/** Devices live, and time goes on, until the deployment has ended. */
async function runToEnd({ app, who }: Teller, marker: string, id: string, machines: readonly Machine[]): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    app.clock.advance({ seconds: 2 });
    for (const machine of machines) await live(app, machine);
    const { status, waitingOn: waits } = await app.call(who, 'getDeployment', { params: { id } });
    if (status === 'succeeded') return;
    if (waits.some(({ sentence }) => sentence.includes(testStep.name))) {
      await app.call(who, 'recordTestResult', {
        params: { id },
        body: {
          step: testStep.name,
          result: 'passed',
          detail: 'It opens.',
          attachments: [{ name: 'seen.txt', content: attached(marker) }],
        },
      });
      // Nobody says what came of the other step.
      await app.call(who, 'promoteRing', { params: { id }, body: { ring: 0, because: 'It is urgent' } });
    }
    await pause(20);
  }
  const { waitingOn, runs } = await app.call(who, 'getDeployment', { params: { id } });
  throw new Error(`the deployment does not end: ${JSON.stringify({ waitingOn, runs }).slice(0, 2000)}`);
}

/** The client is held to frameworks, one of its devices is out of scope, and it has an SLA. */
async function agree({ app, who }: Teller, clientId: string, marker: string, deviceId: string): Promise<void> {
  const because = `${marker} signed it`;
  const attach = (framework: string) =>
    app.call(who, 'setFramework', { params: { id: clientId, framework }, body: { because, since: '2026-01-01', own: null } });
  await attach('pci-dss-4.0.1');
  await attach('cis-8.1');
  await app.call(who, 'endFramework', { params: { id: clientId, framework: 'cis-8.1' }, body: { because, until: '2026-02-28' } });
  const params = { id: clientId, framework: 'pci-dss-4.0.1' };
  await app.call(who, 'setDeviceScope', { params, body: { because, deviceIds: [deviceId], inScope: false } });
  const patch = { clock: 'offered' as const, urgent: { count: 48, unit: 'hours' as const }, normal: { count: 30, unit: 'days' as const } };
  const sla = { uptimePercent: 99.5, recoveryTimeHours: 8, recoveryPointHours: 24, patch, exclusions: [], notes: `${marker} notes` };
  await app.call(who, 'saveSla', { params: { id: clientId }, body: { because, basedOn: 0, from: '2026-01-01', to: null, sla } });
}

/** A group by rule, with a policy of its own; and one of each that was taken away again. */
async function groupsOf({ app, who }: Teller, clientId: string, marker: string): Promise<{ group: string; groupPolicy: string }> {
  const rule = {
    all: [
      { fact: 'tier', op: 'is', value: 'important' },
      { fact: 'name', op: 'matches', value: `${marker}*` },
    ],
  };
  const group = await app.call(who, 'createGroup', { body: { clientId, name: `${marker} tills`, rank: 10, rule } });
  await app.call(who, 'saveGroup', { params: { id: group.id }, body: { name: `${marker} shop`, rank: 11, rule, basedOn: 1 } });
  const place = { level: 'group' as const, clientId, subjectId: group.id };
  const body = { name: `${marker} shop hours`, owner: `${marker} Ops`, reviewAt: '2099-01-01', rollback: 'automatic' };
  const policy = await app.call(who, 'savePolicyLevel', { body: { ...place, body, basedOn: 0 } });
  const gone = await app.call(who, 'createGroup', { body: { clientId, name: `${marker} gone`, rank: 12, rule } });
  const ofGone = await app.call(who, 'savePolicyLevel', { body: { ...place, subjectId: gone.id, body, basedOn: 0 } });
  await app.call(who, 'removePolicyLevel', { params: { id: ofGone.id }, body: { because: 'No longer' } });
  await app.call(who, 'removeGroup', { params: { id: gone.id }, body: { because: 'No longer' } });
  return { group: group.id, groupPolicy: policy.id };
}

/** What a person does on the first ring before the second begins. */
const testStep = {
  kind: 'manual',
  name: 'Open the till',
  instruction: 'Open it.',
  expected: 'It opens.',
  onFailure: 'hold',
  whatToDo: 'Ask Olga.',
} as const;

function rebuildOf(marker: string): RebuildPlan {
  return { by: `${marker} operations`, from: `${marker} images`, minutes: 90, steps: `${marker} wiki` };
}

function policyOf(marker: string, firstDevice: string): Record<string, unknown> {
  const rings = openAllDay.rings.map((ring, index) => ({
    ...ring,
    soak: 'PT0S',
    ...(index === 0 ? { members: { kind: 'devices', deviceIds: [firstDevice] } } : {}),
  }));
  return {
    ...openAllDay,
    name: `${marker} policy`,
    rings,
    testPlan: [testStep, { ...testStep, name: 'Print a page' }],
    aftercare: { dependants: 'asked', againAfterDays: [7] },
    ways: [{ tiers: ['important'], packages: [], ways: [{ kind: 'rebuild', rebuild: rebuildOf(marker) }] }],
  };
}

/** One that stays, switched off, and one that is removed. Nothing is reached at a name that can not be (RFC 2606). */
async function tellDestinations({ app, who }: Teller, clientId: string, marker: string): Promise<string> {
  const body = { channel: 'webhook', name: `${marker} system`, url: 'https://hooks.invalid/x' } as const;
  const { destination } = await app.call(who, 'createNoticeDestination', { params: { id: clientId }, body });
  const params = { id: destination.id };
  await app.call(who, 'changeNoticeDestination', {
    params,
    body: { name: `${marker} own system`, kinds: ['failed'], on: false, basedOn: 1 },
  });
  await app.call(who, 'testNoticeDestination', { params });
  await app.call(who, 'rotateNoticeSecret', { params });
  const gone = await app.call(who, 'createNoticeDestination', { params: { id: clientId }, body });
  await app.call(who, 'removeNoticeDestination', { params: { id: gone.destination.id } });
  return destination.id;
}
