/**
 * `npm run bench -- campaign [clients] [devices] [hours]`: one day of a campaign through the real server and its database in fast time. The fleet and what its devices simulate are
 * written as rows; then the campaign is planned and approved, and the day is played in steps of five minutes: whatever is due is looked at, and devices fetch their
 * instructions and report over HTTP.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signApproval } from '@fettle/proof/approval';
import { signAuthority, verifyAuthority } from '@fettle/proof/authority';
import { generateKey, signingKeyFromPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { openDevices } from './campaign-devices.ts';
import { makeFleet, updateOfAll } from './campaign-fleet.ts';
import type { CampaignFleet, FleetSize } from './campaign-fleet.ts';
import type { CpuSeconds } from './cpu.ts';
import { startFastServer } from './fast.ts';
import type { FastServer } from './fast.ts';
import type { StatementTime } from './statements.ts';

const start = Temporal.Instant.from('2026-03-06T12:00:00Z');
const stepMinutes = 5;

export async function benchCampaign(clients = 500, devices = 200, hours = 24): Promise<void> {
  const server = await startFastServer(start);
  try {
    const size: FleetSize = { clients, devices };
    say(`${clients} clients with ${devices} devices each`);
    const fleet = await measured(server, 'the fleet as rows', () => makeFleet(server, size));
    const approver = await admitApprover(server);
    const campaignId = await measured(server, 'proposed', () => propose(server, size));
    await measured(server, 'simulations as rows', () => answerAll(server));
    await measured(server, 'planned', () => server.settled());
    await measured(server, 'approved', () => approveAll(server, campaignId, approver));
    await playDay(server, fleet, hours);
  } finally {
    await server.stop();
  }
}

async function admitApprover(server: FastServer): Promise<SigningKey> {
  const root = signingKeyFromPem(readFileSync(join(server.keysFolder, 'root.key'), 'utf8'));
  if (!root.ok) throw new Error(root.detail);
  const key = generateKey();
  const rootKeyId = root.key.keyid;
  const verified = verifyAuthority(await server.api('getAuthority', {}), { rootKeyId, newerThan: null, now: server.now() });
  if (!verified.ok) throw new Error(verified.detail);
  const { type: _, rootKeyId: _id, rootPublicKey: _key, ...known } = verified.authority;
  const approver = { keyid: key.keyid, publicKey: key.publicKey, name: 'Ada', personId: null, clients: '*' as const };
  const approvers = [{ ...approver, expiresAt: known.expiresAt }];
  const envelope = signAuthority({ ...known, version: known.version + 1, approvers }, root.key);
  await server.api('putAuthority', { body: { envelope } });
  return key;
}

async function propose(server: FastServer, { clients, devices }: FleetSize): Promise<string> {
  const { manager, name, to } = updateOfAll;
  const about = { kind: 'package' as const, manager, name, fixed: to };
  const made = await server.api('proposeCampaign', { body: { title: 'Bench', owner: 'Ada', about } });
  await server.settled();
  const [asked] = await server.query<{ count: number }>(`select count(*)::int from instruction where verb = 'simulate'`);
  if (asked?.count !== clients * devices) {
    const why = await server.query<{ detail: string }>('select distinct state, detail, next_at from campaign_client');
    throw new Error(`${asked?.count} devices were asked: ${JSON.stringify(why)}`);
  }
  return made.id;
}

/** As if each device had answered: its report is not sent, for that is no part of the day. */
async function answerAll(server: FastServer): Promise<void> {
  const { manager, name, from, to } = updateOfAll;
  const change = { manager, name, architecture: 'amd64', from, to };
  const file = { name, architecture: 'amd64', version: to, sha256: 'b'.repeat(64), bytes: 1_000_000, from: 'archive' };
  const back = { ...change, from: to, to: from };
  const simulation = {
    at: server.now(),
    changes: [change],
    files: [file],
    downloadBytes: 1_000_000,
    diskBytes: 0,
    wayBack: { kind: 'downgrade', changes: [back], files: [{ ...file, version: from }] },
    restart: 'not-needed',
  };
  const at = server.now();
  await server.query(`update instruction set closed_at = $1 where verb = 'simulate'`, [at]);
  await server.query(`update deployment_device set answered_at = $1, simulation = $2`, [at, JSON.stringify(simulation)]);
  await server.query(`update deployment_state set wake_at = $1`, [at]);
  await server.moveTo(Temporal.Instant.from(at).add({ seconds: 61 }));
}

async function approveAll(server: FastServer, id: string, key: SigningKey): Promise<void> {
  const specs = await server.query<{ client_id: string; deployment_id: string; hash: string }>(
    'select client_id, deployment_id, hash from deployment_spec',
  );
  const expiresAt = start.add({ hours: 24 * 10 }).toString();
  const approvals = specs.map(({ client_id: clientId, deployment_id: deploymentId, hash }) => ({
    deploymentId,
    envelope: signApproval({ deploymentId, clientId, specHash: hash, statement: 'I approve.', at: server.now(), expiresAt }, key),
  }));
  const { taken, refused } = await server.api('approveCampaign', { params: { id }, body: { approvals } });
  if (refused.length > 0) throw new Error(`${taken} taken; refused: ${refused[0]?.detail}`);
}

async function playDay(server: FastServer, fleet: CampaignFleet, hours: number): Promise<void> {
  const devices = openDevices(server, fleet);
  await server.statements();
  const before = server.cpu();
  const began = performance.now();
  let actSeconds = 0;
  const from = Temporal.Instant.from(server.now());
  for (let step = 0; step < (hours * 60) / stepMinutes; step += 1) {
    const at = from.add({ minutes: step * stepMinutes });
    await server.moveTo(at);
    await server.settled();
    await server.moveTo(at.add({ minutes: 1 }));
    const acts = performance.now();
    await devices.act();
    actSeconds += (performance.now() - acts) / 1000;
    await server.settled();
    if (step % 24 === 23)
      say(`  after ${(step + 1) / 12} hours: ${((performance.now() - began) / 1000).toFixed(1)} s; ${cpuBetween(before, server.cpu())}`);
  }
  const wall = (performance.now() - began) / 1000;
  say(`the day: ${wall.toFixed(1)} s, ${actSeconds.toFixed(1)} s of them with devices speaking; ${cpuBetween(before, server.cpu())}`);
  const { said } = devices;
  say(
    `  ${said.checkIns} check-ins, ${said.reports} reports, ${said.failed} failed${said.firstFailure === null ? '' : ` (${said.firstFailure})`}`,
  );
  await tellOutcome(server);
  tellStatements(await server.statements());
  say(`  server RSS ${Math.round(server.rss())} MB`);
  devices.close();
}

async function tellOutcome(server: FastServer): Promise<void> {
  const events = await server.query<{ kind: string; count: number }>(
    'select kind, count(*)::int from deployment_event group by kind order by count desc',
  );
  say(`  events: ${events.map(({ kind, count }) => `${count} ${kind}`).join(', ')}`);
  const [state] = await server.query<{ verified: number; failed: number; held: number; notices: number; audit: number }>(
    `select sum((summary ->> 'verified')::int)::int as verified, sum((summary ->> 'failed')::int)::int as failed,
       count(*) filter (where jsonb_array_length(state -> 'holds') > 0)::int as held,
       (select count(*)::int from notice) as notices, (select count(*)::int from audit_entry) as audit from deployment_state`,
  );
  say(`  ${JSON.stringify(state)}`);
}

/** A look locks the row of its deployment first. */
const isLook = /^select .* from "deployment_state" .* for update/;

function tellStatements(statements: readonly StatementTime[]): void {
  const times = statements.reduce((sum, one) => sum + one.times, 0);
  const looks = statements.filter(({ text }) => isLook.test(text)).reduce((sum, one) => sum + one.times, 0);
  say(`  ${times} statements; ${looks} locks of a deployment; those that were waited for longest:`);
  for (const { text, times: often, ms } of statements.slice(0, 25))
    say(`    ${(ms / 1000).toFixed(1).padStart(7)} s ${String(often).padStart(7)} × ${(ms / often).toFixed(2)} ms  ${text.slice(0, 150)}`);
}

async function measured<T>(server: FastServer, what: string, act: () => Promise<T>): Promise<T> {
  const [began, before] = [performance.now(), server.cpu()];
  const made = await act();
  say(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s; ${cpuBetween(before, server.cpu())}`);
  return made;
}

function cpuBetween(before: CpuSeconds, after: CpuSeconds): string {
  const each = (party: keyof CpuSeconds) => `${party} ${(after[party] - before[party]).toFixed(1)}`;
  return `CPU seconds: ${each('server')}, ${each('database')}, ${each('generator')}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
