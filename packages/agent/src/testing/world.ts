/** Keys, an authority, an approved spec and instructions, all valid: tests spoil one thing at a time, with the server's real key in hand. */
import type { Share, SpecHeader } from '@fettle/core/deployment';
import type { Grant, GrantRules } from '@fettle/core/standing';
import { signApproval } from '@fettle/proof/approval';
import { signAuthority, verifyAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { grantHash, proveShare, sharesRoot, specHash } from '@fettle/proof/spec-hash';
import { signStandingApproval } from '@fettle/proof/standing-approval';
import type { Instruction, InstructionBody } from '@fettle/protocol/agent';
import type { Self, Standing } from '../obey/types.ts';

export const now = '2026-03-01T02:30:00.000Z';
export const ids = {
  device: '0195f000-0000-7000-8000-000000000001',
  other: '0195f000-0000-7000-8000-000000000002',
  client: '0195f000-0000-7000-8000-0000000000c1',
  deployment: '0195f000-0000-7000-8000-0000000000d1',
  policy: '0195f000-0000-7000-8000-0000000000e1',
  standing: '0195f000-0000-7000-8000-0000000000f1',
};
export const keys = {
  root: generateKey(),
  server: generateKey(),
  approver: generateKey(),
  stranger: generateKey(),
  device: generateKey(),
  otherDevice: generateKey(),
};

export function authorityOf(
  change: Partial<{
    version: number;
    expiresAt: string;
    approverUntil: string;
    approverClients: '*' | string[];
    approvers: SigningKey[];
    root: SigningKey;
  }> = {},
): { envelope: unknown; authority: Authority } {
  const root = change.root ?? keys.root;
  const envelope = signAuthority(
    {
      version: change.version ?? 1,
      provider: 'Provider',
      issuedAt: '2026-01-01T00:00:00Z',
      expiresAt: change.expiresAt ?? '2027-01-01T00:00:00Z',
      servers: [{ keyid: keys.server.keyid, publicKey: keys.server.publicKey, name: 'server' }],
      approvers: (change.approvers ?? [keys.approver]).map((key) => ({
        keyid: key.keyid,
        publicKey: key.publicKey,
        name: 'Ada',
        personId: null,
        clients: change.approverClients ?? '*',
        expiresAt: change.approverUntil ?? '2026-12-31T00:00:00Z',
      })),
    },
    root,
  );
  const verified = verifyAuthority(envelope, { rootKeyId: root.keyid, newerThan: null, now: '2026-01-02T00:00:00Z' });
  if (!verified.ok) throw new Error(verified.detail);
  return { envelope, authority: verified.authority };
}

export const self: Self = { deviceId: ids.device, clientId: ids.client, keyid: keys.device.keyid };

export function standingOf(change: Partial<Standing> = {}): Standing {
  return {
    authority: authorityOf().authority,
    clientId: ids.client,
    held: new Set(),
    stopped: false,
    quarantined: false,
    begunTimes: () => 0,
    ownHosts: [],
    changedToday: () => 0,
    now,
    limits: {
      because: null,
      limits: {
        mode: 'manage',
        windows: null,
        restarts: 'allowed',
        neverChange: [],
        changesPerDay: 2000,
        scripts: 'never',
        removals: 'never',
      },
    },
    ...change,
  };
}

export function shareOf(change: Partial<Share> = {}): Share {
  return {
    deviceId: ids.device,
    deviceKeyId: keys.device.keyid,
    ring: 0,
    direction: 'forward',
    window: { zone: 'UTC', rule: 'FREQ=DAILY', start: '02:00', durationMinutes: 120 },
    changes: [{ manager: 'apt', name: 'lab-app', architecture: 'all', from: '1.0-1', to: '1.1-1' }],
    files: [{ name: 'lab-app', architecture: 'all', version: '1.1-1', sha256: 'a'.repeat(64), bytes: 10, from: 'archive' }],
    wayBack: { kind: 'none', because: 'test' },
    simulatedAt: now,
    expectedSeconds: 60,
    ...change,
  };
}

export function specOf(
  shares: readonly Share[] = [shareOf(), shareOf({ deviceId: ids.other, deviceKeyId: keys.otherDevice.keyid })],
  change: Partial<SpecHeader> = {},
): { header: SpecHeader; shares: readonly Share[] } {
  const header: SpecHeader = {
    format: 'fettle-spec/1',
    deploymentId: ids.deployment,
    clientId: ids.client,
    title: 'lab-app',
    reason: '',
    createdAt: '2026-02-28T00:00:00.000Z',
    expiresAt: '2026-03-14T00:00:00.000Z',
    policy: { id: ids.policy, version: 1 },
    predecessor: null,
    rings: [{ name: 'test', earliest: '2026-03-01T00:00:00.000Z', gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }],
    pace: { maxParallel: 5, devicesPerHour: 50 },
    failureBudget: 0,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks: [],
    sharesRoot: sharesRoot(shares),
    shareCount: shares.length,
    ...change,
  };
  return { header, shares };
}

export function approvalOf(
  header: SpecHeader,
  change: Partial<{ key: SigningKey; specHash: string; clientId: string; deploymentId: string; expiresAt: string }> = {},
): unknown {
  return signApproval(
    {
      deploymentId: change.deploymentId ?? header.deploymentId,
      clientId: change.clientId ?? header.clientId,
      specHash: change.specHash ?? specHash(header),
      statement: 'seen',
      at: '2026-02-28T12:00:00.000Z',
      expiresAt: change.expiresAt ?? '2026-03-14T00:00:00.000Z',
    },
    change.key ?? keys.approver,
  );
}

export type Made = {
  change?: Partial<Instruction>;
  body?: Partial<Record<string, unknown>>;
  key?: SigningKey;
  spec?: ReturnType<typeof specOf>;
  approvals?: unknown[];
  index?: number;
  verb?: InstructionBody['verb'];
};

/** An install instruction, valid but for what is changed. Signed with the server's own key unless another is given. */
export function instructionOf({
  change = {},
  body = {},
  key = keys.server,
  spec = specOf(),
  approvals,
  index = 0,
  verb = 'install',
}: Made = {}): unknown {
  const payload = {
    type: 'instruction',
    id: 'i-1',
    deviceId: ids.device,
    deviceKeyId: keys.device.keyid,
    clientId: ids.client,
    sequence: 1,
    issuedAt: now,
    notBefore: '2026-03-01T02:00:00.000Z',
    notAfter: '2026-03-01T04:00:00.000Z',
    body: {
      verb,
      header: spec.header,
      share: spec.shares[index],
      index,
      proof: proveShare(spec.shares, index),
      approvals: approvals ?? [approvalOf(spec.header)],
      attempt: 1,
      ...body,
    },
    ...change,
  };
  return seal(payloadTypes.instruction, payload, key);
}

const noLimits = { maxParallel: null, devicesPerHour: null };
const usualRules: GrantRules = {
  zone: 'UTC',
  windows: [{ rule: 'FREQ=DAILY', start: '02:00', durationMinutes: 120 }],
  select: { classes: ['security'], exclude: [] },
  rules: [],
  pins: [],
  restart: 'if-needed',
  restartWhen: { kind: 'at-once' },
  missed: { kind: 'next-window' },
  checks: [],
  hooks: { beforeChange: [], afterChange: [] },
  withoutWayBack: 'allow',
  rollback: 'automatic',
  startOffline: false,
};

/** A grant within which `specOf` and `shareOf` lie. */
export function grantOf(change: Partial<Grant> = {}, rules: Partial<GrantRules> = {}): Grant {
  return {
    format: 'fettle-grant/1',
    clientId: ids.client,
    policy: { id: ids.policy, version: 1, name: 'Usual' },
    approvalsNeeded: 1,
    failureBudget: 0,
    lanes: [
      {
        name: null,
        takes: null,
        rings: [
          { name: 'test', gate: { minVerified: 1, minRate: 1, soak: 'PT0S' }, pace: noLimits },
          { name: 'broad', gate: { minVerified: 1, minRate: 1, soak: 'PT0S' }, pace: noLimits },
        ],
        pace: { maxParallel: 5, devicesPerHour: 50 },
      },
    ],
    usual: { ...usualRules, ...rules },
    others: [],
    without: [],
    ...change,
  };
}

export function standingApprovalOf(
  grant: Grant,
  change: Partial<{
    id: string;
    key: SigningKey;
    clientId: string;
    policyId: string;
    policyVersion: number;
    grantHash: string;
    expiresAt: string;
    at: string;
  }> = {},
): unknown {
  const { key = keys.approver, ...fields } = change;
  return signStandingApproval(
    {
      id: ids.standing,
      clientId: grant.clientId,
      policyId: grant.policy.id,
      policyVersion: grant.policy.version,
      grantHash: grantHash(grant),
      statement: 'seen',
      at: '2026-02-01T00:00:00.000Z',
      expiresAt: '2026-06-01T00:00:00.000Z',
      ...fields,
    },
    key,
  );
}
