/** What a provider's people do with a lab server: enrol, approve, wait. The same API and the same keys as anybody has; nothing reaches into the server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signApproval } from '@fettle/proof/approval';
import { signCommand } from '@fettle/proof/signed-command';
import { signAuthority, verifyAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { generateKey, signingKeyFromPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { hashOfSpec } from '@fettle/proof/spec-hash';
import { makeClient } from '@fettle/protocol/client';
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import type { SignedCommandRef } from '@fettle/core/deployment';
import type { Policy } from '@fettle/core/policy';
import type { Device } from '../world/device.ts';
import { waitFor } from '../world/wait.ts';
import type { World } from '../world/world.ts';
import type { LabServer } from './server.ts';

export type Office = {
  readonly api: ApiClient;
  readonly url: string;
  readonly rootKeyId: string;
  readonly rootKey: SigningKey;
  /** What a document route gives, such as a report. */
  readonly document: (path: string) => Promise<Buffer>;
};

/** The provider's desk: the API with the key that the first start wrote for the command line. `rootKey`: where it lies elsewhere. */
export async function openOffice(world: World, server: LabServer, rootKey?: SigningKey): Promise<Office> {
  const port = await world.forward(Number(new URL(server.peopleUrl).port));
  return openOfficeAt(`http://127.0.0.1:${port}`, server.keysFolder, rootKey);
}

/** The same where there is a way in already. */
export async function openOfficeAt(url: string, keysFolder: string, rootKey?: SigningKey): Promise<Office> {
  const { key, rootKeyId } = await waitFor('the key of the command line', () => readLocalKey(keysFolder), {
    timeout: 20_000,
    every: 200,
  });
  const headers = { authorization: `Bearer ${key}` };
  const api = makeClient(async ({ method, url: path, body }) => {
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...given,
    });
    const value: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return { status: answer.status, body: value };
  });
  return {
    api,
    url,
    rootKeyId,
    rootKey: rootKey ?? readKey(keysFolder, 'root.key'),
    async document(path) {
      const answer = await fetch(url + path, { headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return Buffer.from(await answer.arrayBuffer());
    },
  };
}

type LocalKey = { readonly server: string; readonly key: string; readonly rootKeyId: string };

/** What a server wrote for the command line of its own machine; null before its first start is through. */
export function readLocalKey(folder: string): LocalKey | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'cli.json'), 'utf8')) as LocalKey;
  } catch {
    return null;
  }
}

/** Admits a new approver: a newer authority, signed with the root key, handed in. */
export async function admitApprover(office: Office, name = 'Ada'): Promise<SigningKey> {
  const key = generateKey();
  await changeAuthority(office, ({ approvers, expiresAt }) => ({
    approvers: [...approvers, { keyid: key.keyid, publicKey: key.publicKey, name, personId: null, clients: '*' as const, expiresAt }],
  }));
  return key;
}

/** Has devices listen to one more server, by its key in the keys folder. */
export async function admitServer(office: Office, server: LabServer, name: string): Promise<void> {
  const { keyid, publicKey } = readKey(server.keysFolder, 'server.key');
  await changeAuthority(office, ({ servers }) => ({ servers: [...servers, { keyid, publicKey, name }] }));
}

async function changeAuthority(office: Office, change: (authority: Authority) => Partial<Authority>): Promise<void> {
  const now = new Date().toISOString();
  const verified = verifyAuthority(await office.api('getAuthority', {}), { rootKeyId: office.rootKeyId, newerThan: null, now });
  if (!verified.ok) throw new Error(verified.detail);
  const { type: _, rootKeyId: _id, rootPublicKey: _key, ...draft } = { ...verified.authority, ...change(verified.authority) };
  const envelope = signAuthority({ ...draft, version: draft.version + 1 }, office.rootKey);
  await office.api('putAuthority', { body: { envelope } });
}

/** Signs a script with the root key, hands it in, and gives it as a policy names it. */
export async function signScript(
  office: Office,
  about: { readonly name: string; readonly purpose: 'check' | 'before-change' | 'after-change' | 'way-back' },
  text: string,
): Promise<SignedCommandRef> {
  const script = new TextEncoder().encode(text);
  const { payloadType, payload, signatures } = signCommand(
    {
      ...about,
      interpreter: ['/bin/sh', '-eu'],
      arguments: [],
      clients: '*',
      mostSeconds: 30,
      runAs: 'root',
      issuedAt: '2026-01-01T00:00:00Z',
      expiresAt: '2099-01-01T00:00:00Z',
    },
    script,
    office.rootKey,
  );
  const envelope = { payloadType, payload, signatures: signatures.map((one) => ({ ...one })) };
  const file = { format: 'fettle-command/1', envelope, script: Buffer.from(script).toString('base64') } as const;
  const { name, document } = await office.api('addCommand', { body: file });
  return { name, document };
}

function readKey(folder: string, name: string): SigningKey {
  const read = signingKeyFromPem(readFileSync(join(folder, name), 'utf8'));
  if (!read.ok) throw new Error(read.detail);
  return read.key;
}

export type Home = { readonly clientId: string; readonly siteId: string };

export async function openClient(office: Office, name: string, site: string, zone: string): Promise<Home> {
  const client = await office.api('createClient', { body: { name, site: { name: site, zone } } });
  return { clientId: client.id, siteId: client.siteList[0]?.id ?? '' };
}

/** Enrols with the real agent and starts its unit; gives the device's id once its first scan is there. `patience`: so many times the usual time. */
export async function enrol(
  office: Office,
  server: LabServer,
  home: Home,
  device: Pick<Device, 'name' | 'must'>,
  patience = 1,
): Promise<string> {
  const { token } = await office.api('createToken', { params: { id: home.clientId }, body: { siteId: home.siteId } });
  await device.must(
    ['fettle-agent', 'enrol', '--server', server.agentsUrl, '--token', token, '--trust', office.rootKeyId, '--allow-http'],
    { timeout: 60_000 * patience },
  );
  await device.must(['systemctl', 'start', 'fettle-agent'], { timeout: 30_000 * patience });
  return waitFor(
    `${device.name} to tell its first scan`,
    async () => {
      const { items } = await office.api('listDevices', { query: { clientId: home.clientId, text: device.name } });
      const found = items.find((item) => item.name === device.name);
      return found?.scannedAt === null ? null : (found?.id ?? null);
    },
    { timeout: 120_000 * patience, every: 500 },
  );
}

/**
 * A policy whose window is open now and for hours to come, whatever the hour at which a test runs: it opened six hours ago in `zone` and lasts a day.
 * Soak and rings are as given.
 */
export function openPolicy(change: Partial<Policy>, zone = 'Europe/London'): Policy {
  const opened = Temporal.Now.zonedDateTimeISO(zone).subtract({ hours: 6 });
  const start = opened.toPlainTime().toString({ smallestUnit: 'minute' });
  return {
    name: 'Lab',
    select: { classes: ['security', 'normal'], exclude: [] },
    rings: [{ name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }],
    window: { rule: 'FREQ=DAILY', start, durationMinutes: 1440 },
    restart: 'if-needed',
    failureBudget: 0,
    checks: [],
    rollback: 'automatic',
    startOffline: false,
    maxParallel: 5,
    devicesPerHour: 500,
    notices: { plannedHoursBefore: [1] },
    owner: 'Ada',
    reviewAt: '2030-01-01',
    ...change,
  };
}

/** The id of an update as soon as it is offered to that many devices. */
export async function updateId(office: Office, home: Home, name: string, version: string, devices = 1, patience = 1): Promise<string> {
  return waitFor(
    `${name} ${version} to be offered to ${devices}`,
    async () => {
      const { items } = await office.api('listUpdates', { query: { clientId: home.clientId, text: name, limit: 500 } });
      return items.find((item) => item.name === name && item.version === version && item.devices >= devices)?.id ?? null;
    },
    { timeout: 120_000 * patience, every: 500 },
  );
}

/**
 * Asks devices to look again, and waits until each has asked its sources anew, well or not. A newer scan alone says nothing: a device also looks after a change, with the lists
 * that it has.
 */
export async function lookAgain(office: Office, deviceIds: readonly string[]): Promise<void> {
  const askedAt = async (id: string) => (await office.api('getDevice', { params: { id } })).lists?.lastAttempt?.at ?? null;
  const before = new Map<string, string | null>();
  for (const id of deviceIds) before.set(id, await askedAt(id));
  for (const id of deviceIds) await office.api('scanDevice', { params: { id } });
  for (const id of deviceIds) {
    const look = async () => ((await askedAt(id)) === before.get(id) ? null : true);
    await waitFor(`a new scan of ${id}`, look, { timeout: 90_000, every: 500 });
  }
}

/** Does something until it says that it is done; where nobody answers, as while a server starts, it is done again. */
export async function untilTaken(what: string, act: () => Promise<boolean>, timeout = 60_000): Promise<void> {
  await waitFor(what, async () => ((await act()) ? true : null), { timeout, every: 300 });
}

export type DeploymentView = CallOutput<'getDeployment'>;

/** Proposes, and waits for the spec that is to be approved. */
export async function propose(
  office: Office,
  home: Home,
  title: string,
  updateIds: string[],
  deviceIds: string[] | null = null,
  patience = 1,
): Promise<DeploymentView> {
  const { id } = await office.api('proposeDeployment', { body: { clientId: home.clientId, title, updateIds, deviceIds } });
  return planned(office, id, patience);
}

export async function planned(office: Office, id: string, patience = 1): Promise<DeploymentView> {
  return waitFor(
    'the plan',
    async () => {
      const view = await office.api('getDeployment', { params: { id } });
      return view.specHash === null ? null : view;
    },
    { timeout: 120_000 * patience, every: 500 },
  );
}

/** Approves what is shown: the hash is recomputed from the spec, never taken from the server. */
export async function approve(office: Office, view: DeploymentView, key: SigningKey): Promise<DeploymentView> {
  if (view.spec === null) throw new Error('there is no spec to approve');
  const hashed = hashOfSpec(view.spec as Parameters<typeof hashOfSpec>[0]);
  if (!hashed.ok) throw new Error(hashed.detail);
  const { specHash } = hashed;
  const at = new Date().toISOString();
  const header = view.spec.header as { expiresAt: string };
  const envelope = signApproval(
    {
      deploymentId: view.id,
      clientId: view.clientId,
      specHash,
      statement: 'Read and approved in the lab.',
      at,
      expiresAt: header.expiresAt,
    },
    key,
  );
  return office.api('approveDeployment', { params: { id: view.id }, body: { envelope } });
}

/** Waits until the deployment satisfies; the failure says where it stands. */
export async function until(
  office: Office,
  id: string,
  what: string,
  holds: (view: DeploymentView) => boolean,
  timeout = 240_000,
): Promise<DeploymentView> {
  let last: DeploymentView | null = null;
  try {
    return await waitFor(
      what,
      async () => {
        last = await office.api('getDeployment', { params: { id } });
        return holds(last) ? last : null;
      },
      { timeout, every: 500 },
    );
  } catch (error) {
    const told = [error instanceof Error ? error.message : String(error), describe(last), await historyOf(office, id)];
    throw new Error(told.join('\n'), { cause: error });
  }
}

/** The latest of what happened in it, for a failure: a state alone does not say how it came about. */
async function historyOf(office: Office, id: string): Promise<string> {
  try {
    const { items } = await office.api('getDeploymentEvents', { params: { id }, query: { limit: 200 } });
    return items.map(({ at, sentence }) => `  ${at} ${sentence}`).join('\n');
  } catch (error) {
    return `  its events could not be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function describe(view: DeploymentView | null): string {
  if (view === null) return 'nothing was seen of it';
  const runs = view.runs.map(
    (run) =>
      `  ${run.deviceName}: ${run.label}${run.code === null ? '' : ` (${run.code}: ${run.detail ?? ''})`}${run.waiting === null ? '' : ` waiting: ${run.waiting}`}`,
  );
  return [
    `${view.title} is ${view.status}`,
    ...view.holds.map((hold) => `  hold ${hold.reason}: ${hold.detail}`),
    ...view.waitingOn.map((line) => `  ${line.sentence}`),
    ...runs,
  ].join('\n');
}
