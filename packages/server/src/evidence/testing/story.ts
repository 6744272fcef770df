/**
 * A deployment with everything in it, on a real database: verified, failed, taken back, refused, missed, unknown, left out; names in many scripts.
 * The rows are those that agents and engine write, made with the core's and proof's own functions.
 */
import { createdEvent, replay } from '@fettle/core/deployment';
import type { Change, DeploymentEvent, Share, SpecHeader } from '@fettle/core/deployment';
import type { Policy } from '@fettle/core/policy';
import { startingPolicy } from '@fettle/core/policy';
import { signApproval } from '@fettle/proof/approval';
import { signAuthority } from '@fettle/proof/authority';
import { canonicalise } from '@fettle/proof/canonical';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { sharesRoot, specHash } from '@fettle/proof/spec-hash';
import type { InstallResult, Report } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import { appendAudit, engine } from '../../audit/index.ts';
import { noticeReaction } from '../../notices/index.ts';
import { inClients } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import type { TestDatabase } from '../../platform/testing/index.ts';
import { evidenceReaction } from '../reaction.ts';
import { wentBack, wentDark, wentWell, wentWrong } from './results.ts';

export type Story = {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly personId: string;
  readonly rootKeyId: string;
  readonly deviceIds: Readonly<Record<string, string>>;
};

/** Names as people and machines really have them, and worse. */
export const oddNames = {
  client: 'Søster & Bröder <GmbH>',
  combining: 'e\u0301cole-01',
  hebrew: 'שרת-דואר',
  arabic: 'خادم-الويب',
  japanese: 'サーバー-日本',
  emoji: 'kiosk-😀-👩‍👩‍👧',
  override: 'a\u202Etxt.exe',
} as const;

const changes: readonly Change[] = [
  { manager: 'apt', name: 'libssl3', architecture: 'amd64', from: '3.0.16-1~deb12u1', to: '3.0.17-1~deb12u2' },
  { manager: 'apt', name: 'linux-image-6.1.0-41-amd64', architecture: 'amd64', from: null, to: '6.1.158-1' },
  { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.16-1~deb12u1', to: '3.0.17-1~deb12u2' },
];
const fewer: readonly Change[] = changes.filter(({ name }) => name !== 'linux-image-6.1.0-41-amd64');
const checks: Policy['checks'] = [{ kind: 'http', name: 'web', url: 'http://127.0.0.1/health', expectStatus: 200, timeoutSeconds: 10 }];

type Fate = { readonly name: string; readonly site: 'zurich' | 'aviv'; readonly ring: number; readonly changes: readonly Change[] } & (
  | {
      readonly how: 'verified' | 'rolled back' | 'failed' | 'unknown';
      readonly result: typeof wentWell;
      readonly code: string;
      readonly detail: string;
    }
  | { readonly how: 'refused' | 'missed'; readonly result: null; readonly code: string; readonly detail: string }
);
const backDetail = 'After the change checks fail that passed before. web: http://127.0.0.1/health answers 502, not 200.';
const fates: readonly Fate[] = [
  { name: 'web-1', site: 'zurich', ring: 0, changes, how: 'verified', result: wentWell, code: 'run.verified', detail: '' },
  { name: oddNames.combining, site: 'zurich', ring: 1, changes, how: 'verified', result: wentWell, code: 'run.verified', detail: '' },
  {
    name: oddNames.hebrew,
    site: 'aviv',
    ring: 1,
    changes: fewer,
    how: 'rolled back',
    result: wentBack,
    code: 'checks.failed',
    detail: backDetail,
  },
  {
    name: oddNames.arabic,
    site: 'aviv',
    ring: 1,
    changes: fewer,
    how: 'failed',
    result: wentWrong,
    code: 'apt.disk-full',
    detail: 'The file system of /var has no room left. Make room in /var, then try again.',
  },
  {
    name: oddNames.japanese,
    site: 'zurich',
    ring: 1,
    changes,
    how: 'unknown',
    result: wentDark,
    code: 'run.no-scan',
    detail: 'The device reported the change as done, was seen since, and sent no scan that could verify it.',
  },
  {
    name: oddNames.emoji,
    site: 'zurich',
    ring: 1,
    changes: fewer,
    how: 'refused',
    result: null,
    code: 'refused.limits',
    detail: 'The limits on the device allow no restarts on workdays.',
  },
  {
    name: oddNames.override,
    site: 'zurich',
    ring: 1,
    changes: fewer,
    how: 'missed',
    result: null,
    code: 'missed.window',
    detail: 'The span ended at 2026-03-15T05:00:00Z before the change could start.',
  },
  { name: 'late-1', site: 'zurich', ring: 1, changes, how: 'verified', result: wentDark, code: 'run.verified', detail: '' },
];

/** Writes the story. `start`: 2026-03-02T09:00:00Z, the first openings are on the Sunday after. */
export async function tellStory(context: Context, database: TestDatabase): Promise<Story> {
  const all = database.superuserDb;
  const at = context.now();
  const [clientId, deploymentId, policyId, personId] = [context.newId(), context.newId(), context.newId(), context.newId()];
  const sites = { zurich: context.newId(), aviv: context.newId() };
  const ids = fates.map(() => context.newId());
  const leftOutId = context.newId();
  const policy: Policy = { ...startingPolicy({ name: 'Sundays', owner: 'Ada Lovelace', reviewAt: '2027-01-01' }), checks };
  const [root, approver] = [generateKey(), generateKey()];
  const authority = authorityOf(context, root, { ...approver, personId });
  await sql`insert into fettle.installation (id, provider_name, created_at, authority, authority_version)
    values (${context.newId()}, 'Fine Fettle Ltd', ${at}, ${JSON.stringify(authority)}, 1)`.execute(all);
  await sql`insert into fettle.person (id, name, mail, approver, reviewer, created_at) values (${personId}, 'Ada Lovelace', 'ada@msp.example', true, true, ${at})`.execute(
    all,
  );
  await sql`insert into fettle.person_grant (person_id, role) values (${personId}, 'administrator')`.execute(all);
  await sql`insert into fettle.client_register values (${clientId})`.execute(all);
  await sql`insert into fettle.client (client_id, name, created_at) values (${clientId}, ${oddNames.client}, ${at})`.execute(all);
  await sql`insert into fettle.site (client_id, id, name, zone, created_at) values
    (${clientId}, ${sites.zurich}, 'Zürich', 'Europe/Zurich', ${at}), (${clientId}, ${sites.aviv}, 'תל אביב', 'Asia/Jerusalem', ${at}::timestamptz + interval '1 second')`.execute(
    all,
  );
  await sql`insert into fettle.contact (client_id, id, name, mail, language, site_ids, created_at) values (${clientId}, ${context.newId()}, 'Jürg Müller', 'juerg@client.example', 'de', '{}', ${at})`.execute(
    all,
  );
  await sql`insert into fettle.policy (client_id, id, name, version, created_at) values (${clientId}, ${policyId}, 'Sundays', 1, ${at})`.execute(
    all,
  );
  await sql`insert into fettle.policy_version (client_id, policy_id, version, body, digest, saved_at, saved_by) values (${clientId}, ${policyId}, 1, ${JSON.stringify(policy)}, ${'12'.repeat(32)}, ${at}, ${personId})`.execute(
    all,
  );
  const device = (id: string, name: string, site: 'zurich' | 'aviv') =>
    sql`insert into fettle.device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, tier, enrolled_at)
      values (${clientId}, ${id}, ${sites[site]}, ${`key of ${id}`}, ${name}, 'Debian GNU/Linux 12 (bookworm)', 'debian:12', 'manage', 'important', ${at})`.execute(
      all,
    );
  for (const [index, fate] of fates.entries()) await device(ids[index] ?? '', fate.name, fate.site);
  await device(leftOutId, 'clone-9', 'zurich');
  await addSoftware(all, clientId, [...ids, leftOutId], at);

  const shares = fates.map((fate, index): Share => shareOf(ids[index] ?? '', fate, policy, at));
  const header: SpecHeader = {
    format: 'fettle-spec/1',
    deploymentId,
    clientId,
    title: 'OpenSSL 3.0.17 and kernel, March 2026',
    reason: 'DSA-6000-1: a remote attacker may read memory.',
    createdAt: at,
    expiresAt: '2026-03-30T08:00:00Z',
    policy: { id: policyId, version: 1 },
    predecessor: null,
    rings: [
      { name: 'test', earliest: at, gate: { minVerified: 1, minRate: 1, soak: 'P1D' } },
      { name: 'broad', earliest: '2026-03-10T00:00:00Z', gate: { minVerified: 1, minRate: 0.5, soak: 'PT0S' } },
    ],
    pace: { maxParallel: 5, devicesPerHour: 50 },
    failureBudget: 1,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks,
    sharesRoot: sharesRoot(shares),
    shareCount: shares.length,
  };
  const hash = specHash(header);
  await sql`insert into fettle.deployment (client_id, id, title, reason, policy_id, policy_version, expires_at, created_at, created_by)
    values (${clientId}, ${deploymentId}, ${header.title}, ${header.reason}, ${policyId}, 1, ${header.expiresAt}, ${at}, ${personId})`.execute(
    all,
  );
  for (const [index, share] of shares.entries()) {
    const wanted = share.changes
      .filter(({ from }) => from !== null)
      .map(({ manager, name, architecture, to }) => ({ manager, name, architecture, version: to }));
    await sql`insert into fettle.deployment_share (client_id, deployment_id, index, device_id, share) values (${clientId}, ${deploymentId}, ${index}, ${share.deviceId}, ${canonicalise(share)})`.execute(
      all,
    );
    await sql`insert into fettle.deployment_device (client_id, deployment_id, device_id, ring, wanted, direction, instruction_id, asked_at, answered_at)
      values (${clientId}, ${deploymentId}, ${share.deviceId}, ${share.ring}, ${JSON.stringify(wanted)}, 'forward', ${`simulate ${index}`}, ${at}, ${at})`.execute(
      all,
    );
  }
  const quarantined = {
    code: 'device.quarantined',
    cause: 'The device is in quarantine.',
    retry: 'after-repair',
    nextStep: 'Say on its page whether it was restored or cloned.',
    excerpt: '',
  };
  await sql`insert into fettle.deployment_device (client_id, deployment_id, device_id, ring, wanted, direction, instruction_id, asked_at, answered_at, trouble)
    values (${clientId}, ${deploymentId}, ${leftOutId}, 1, ${JSON.stringify(fewer.map(({ manager, name, architecture, to }) => ({ manager, name, architecture, version: to })))}, 'forward', '', ${at}, ${at}, ${JSON.stringify(quarantined)})`.execute(
    all,
  );
  await sql`insert into fettle.deployment_spec (client_id, deployment_id, hash, header, created_at) values (${clientId}, ${deploymentId}, ${hash}, ${canonicalise(header)}, ${at})`.execute(
    all,
  );

  const approvedAt = '2026-03-02T10:12:00.000Z';
  const envelope = signApproval(
    {
      deploymentId,
      clientId,
      specHash: hash,
      statement: 'I approve OpenSSL 3.0.17 and the kernel for 8 devices of Søster & Bröder.',
      at: approvedAt,
      expiresAt: '2026-03-30T08:00:00Z',
    },
    approver,
  );
  await sql`insert into fettle.approval (client_id, deployment_id, key_id, envelope, at) values (${clientId}, ${deploymentId}, ${approver.keyid}, ${JSON.stringify(envelope)}, ${approvedAt})`.execute(
    all,
  );

  const course = courseOf({ header, shares, hash, keyid: approver.keyid, personId, ids });
  await recordReports(all, clientId, deploymentId, ids);
  // The scan of a check-in that came before the run of `late-1` was settled.
  await sql`insert into fettle.device_inventory (client_id, device_id, runtime, scanned_at, changed_at)
    values (${clientId}, ${ids.at(-1)}, ${JSON.stringify({ bootId: 'c2a1e0d4-0000-4000-8000-00000000beef' })}, '2026-03-15T01:11:00Z', '2026-03-15T01:11:00Z')`.execute(
    all,
  );
  await recordEvents(context, clientId, deploymentId, header, shares, course);
  // A newer openssl came out after the change.
  const newer = await sql<{
    id: number;
  }>`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    values ('debian:12', 'apt', 'openssl', '3.0.18-1~deb12u1', 'amd64', 'openssl', '3.0.18-1~deb12u1') returning id`.execute(all);
  await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
    values (${clientId}, ${ids[0]}, ${newer.rows[0]?.id}, '3.0.17-1~deb12u2', true, 1000, 'Debian-Security', 'bookworm-security', '2026-03-20T06:00:00Z')`.execute(
    all,
  );
  await sql`insert into fettle.device_inventory (client_id, device_id, scanned_at, changed_at) select ${clientId}, g::uuid, '2026-03-20T06:00:00Z', '2026-03-20T06:00:00Z' from unnest(${ids.slice(0, 4)}::text[]) g`.execute(
    all,
  );
  return {
    clientId,
    deploymentId,
    personId,
    rootKeyId: root.keyid,
    deviceIds: Object.fromEntries(fates.map(({ name }, index) => [name, ids[index] ?? ''])),
  };
}

function authorityOf(context: Context, root: SigningKey, approver: { keyid: string; publicKey: string; personId: string }): unknown {
  const expiresAt = '2027-06-01T00:00:00Z';
  const { keyid, publicKey } = context.serverKey;
  return signAuthority(
    {
      version: 1,
      provider: 'Fine Fettle Ltd',
      issuedAt: '2026-01-01T00:00:00Z',
      expiresAt,
      servers: [{ keyid, publicKey, name: 'main' }],
      approvers: [
        {
          keyid: approver.keyid,
          publicKey: approver.publicKey,
          name: 'Ada Lovelace',
          personId: approver.personId,
          clients: '*',
          expiresAt,
        },
      ],
    },
    root,
  );
}

type Sql = TestDatabase['superuserDb'];

async function addSoftware(all: Sql, clientId: string, deviceIds: readonly string[], at: string): Promise<void> {
  for (const [name, version, source] of [
    ['libssl3', '3.0.17-1~deb12u2', 'openssl'],
    ['openssl', '3.0.17-1~deb12u2', 'openssl'],
    ['nginx', '1.22.1-9+deb12u3', 'nginx'],
    ['vim', '2:9.0.1378-2+deb12u3', 'vim'],
  ] as const) {
    const made = await sql<{
      id: number;
    }>`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
      values ('debian:12', 'apt', ${name}, ${version}, 'amd64', ${source}, ${version}) returning id`.execute(all);
    await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, withheld, bytes, origin, codename, first_seen_at)
      select ${clientId}, g::uuid, ${made.rows[0]?.id}, '0', ${name !== 'vim'}, ${name === 'nginx' ? 'pinned' : null}, 1000, 'Debian', 'bookworm', ${at} from unnest(${[...deviceIds]}::text[]) g`.execute(
      all,
    );
  }
  // One device could not read the changelog.
  for (const [index, id] of deviceIds.entries())
    await sql`insert into fettle.device_changelog (client_id, device_id, manager, source_name, from_version, to_version, cves)
      values (${clientId}, ${id}, 'apt', 'openssl', '3.0.16-1~deb12u1', '3.0.17-1~deb12u2', ${index === 1 ? null : ['CVE-2026-0900', 'CVE-2026-11000', 'CVE-2025-9999']})`.execute(
      all,
    );
}

function shareOf(deviceId: string, fate: Fate, policy: Policy, at: string): Share {
  return {
    deviceId,
    deviceKeyId: `key of ${deviceId}`,
    ring: fate.ring,
    window: { ...policy.window, zone: fate.site === 'zurich' ? 'Europe/Zurich' : 'Asia/Jerusalem' },
    direction: 'forward',
    changes: fate.changes,
    files: [],
    wayBack: { kind: 'downgrade', changes: fewer.map((change) => ({ ...change, from: change.to, to: change.from })), files: [] },
    simulatedAt: at,
    expectedSeconds: 300,
  };
}

const startOf = (fate: Fate) => (fate.ring === 0 ? '2026-03-08T01:05:00.000Z' : '2026-03-15T01:05:00.000Z');
const settledAtOf = (fate: Fate) =>
  fate.ring === 0 ? '2026-03-08T01:12:00.000Z' : fate.how === 'missed' ? '2026-03-15T05:10:00.000Z' : '2026-03-15T01:12:00.000Z';
/** One device needed a second attempt. */
const attemptOf = (fate: Fate) => (fate.name === oddNames.combining ? 2 : 1);

function courseOf(given: {
  header: SpecHeader;
  shares: readonly Share[];
  hash: string;
  keyid: string;
  personId: string;
  ids: readonly string[];
}): readonly DeploymentEvent[] {
  const { header, shares, hash, keyid, personId, ids } = given;
  const runs = (ring: number) =>
    fates
      .flatMap((fate, index) => (fate.ring === ring ? runOf(fate, ids[index] ?? '') : []))
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const hold = {
    id: 'budget-1',
    reason: 'failure budget',
    since: '2026-03-15T01:13:00.000Z',
    ring: 1,
    detail: '2 of 7 devices failed or were rolled back; the policy bears 1.',
    by: 'engine',
  } as const;
  const accepted = fates.flatMap((fate, index) => (fate.how === 'failed' || fate.how === 'rolled back' ? [ids[index] ?? ''] : []));
  return [
    createdEvent({ header, shares }, hash, personId, header.createdAt),
    { at: '2026-03-02T10:12:01.000Z', kind: 'approved', specHash: hash, keyid, name: 'Ada Lovelace', personId },
    { at: '2026-03-08T01:00:00.000Z', kind: 'ring-opened', ring: 0 },
    ...runs(0),
    { at: '2026-03-08T01:12:30.000Z', kind: 'ring-soaking', ring: 0, until: '2026-03-09T01:12:30.000Z' },
    { at: '2026-03-09T01:12:31.000Z', kind: 'ring-judged', ring: 0, answer: 'passed', detail: '1 of 1 verified, healthy for a day' },
    { at: '2026-03-10T00:00:00.000Z', kind: 'ring-opened', ring: 1 },
    ...runs(1).filter((event) => event.at < hold.since),
    { at: hold.since, kind: 'hold-placed', hold },
    ...runs(1).filter((event) => event.at > hold.since),
    {
      at: '2026-03-16T08:30:00.000Z',
      kind: 'hold-released',
      holdId: hold.id,
      by: personId,
      content: { because: 'Both are known: a full disk, and a service that needs its new configuration.', acceptedDeviceIds: accepted },
    },
    { at: '2026-03-16T08:30:01.000Z', kind: 'ring-judged', ring: 1, answer: 'cannot tell', detail: '2 verified of 7' },
    { at: '2026-03-30T08:00:01.000Z', kind: 'finished', status: 'ended with failures' },
  ];
}

function runOf(fate: Fate, deviceId: string): readonly DeploymentEvent[] {
  const attempt = attemptOf(fate);
  const sent = (of: number): DeploymentEvent => ({
    at: fate.ring === 0 ? '2026-03-08T01:00:00.500Z' : of === 1 ? '2026-03-15T01:00:00.500Z' : '2026-03-15T01:04:00.500Z',
    kind: 'run-sent',
    deviceId,
    attempt: of,
    instructionId: `${deviceId}:${of}:install`,
    notBefore: startOf(fate),
    notAfter: '2026-03-15T05:00:00.000Z',
  });
  const first: readonly DeploymentEvent[] =
    attempt === 1
      ? []
      : [
          sent(1),
          {
            at: '2026-03-15T01:02:00.000Z',
            kind: 'run-settled',
            deviceId,
            attempt: 1,
            outcome: 'missed',
            code: 'refused.busy',
            detail: 'Another change is running on this device.',
          },
          { at: '2026-03-15T01:02:01.000Z', kind: 'run-planned-again', deviceId, attempt: 2, tryAfter: '2026-03-15T01:04:00.000Z' },
        ];
  const moved: readonly DeploymentEvent[] =
    fate.result === null ? [] : [{ at: startOf(fate), kind: 'run-progressed', deviceId, attempt, phase: 'changing' }];
  return [
    ...first,
    sent(attempt),
    ...moved,
    { at: settledAtOf(fate), kind: 'run-settled', deviceId, attempt, outcome: fate.how, code: fate.code, detail: fate.detail },
  ];
}

/** As the engine does: events, reactions and audit entry in one transaction each. */
async function recordEvents(
  context: Context,
  clientId: string,
  deploymentId: string,
  header: SpecHeader,
  shares: readonly Share[],
  course: readonly DeploymentEvent[],
): Promise<void> {
  for (const [index, event] of course.entries()) {
    await inClients(context.db, [clientId], async (tx) => {
      await sql`insert into deployment_event (client_id, deployment_id, seq, at, kind, event) values (${clientId}, ${deploymentId}, ${index + 1}, ${event.at}, ${event.kind}, ${JSON.stringify(event)})`.execute(
        tx,
      );
      const happened = {
        clientId,
        deploymentId,
        header,
        state: replay(course.slice(0, index + 1)),
        events: [event],
        shares: async () => shares,
      };
      await noticeReaction(tx, context, happened);
      await evidenceReaction(tx, context, happened);
      await appendAudit(tx, clientId, {
        action: `deployment.${event.kind}`,
        actor: engine,
        subject: `deployment:${deploymentId}`,
        body: { firstEvent: index + 1, lastEvent: index + 1 },
        at: event.at,
      });
    });
  }
}

async function recordReports(all: Sql, clientId: string, deploymentId: string, ids: readonly string[]): Promise<void> {
  for (const [index, fate] of fates.entries()) {
    const deviceId = ids[index] ?? '';
    const install: InstallResult | null =
      fate.result === null ? null : fate.result({ changes: fate.changes, start: startOf(fate), checks: checks.map(({ name }) => name) });
    const body: Report['body'] | null =
      install !== null
        ? { status: 'ended', result: { verb: 'install', install } }
        : fate.how === 'refused'
          ? { status: 'refused', code: fate.code, detail: fate.detail }
          : null;
    if (body === null) continue;
    await sql`insert into fettle.report (client_id, instruction_id, seq, device_id, deployment_id, attempt, at, received_at, status, body, envelope)
      values (${clientId}, ${`${deploymentId}:${deviceId}:${attemptOf(fate)}:install`}, 3, ${deviceId}, ${deploymentId}, ${attemptOf(fate)}, ${settledAtOf(fate)}, ${settledAtOf(fate)}, ${body.status}, ${JSON.stringify(body)}, '{}')`.execute(
      all,
    );
  }
}
