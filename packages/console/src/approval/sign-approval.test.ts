import type { Spec } from '@fettle/core/deployment';
import { verifyApproval } from '@fettle/proof/approval';
import type { Authority } from '@fettle/proof/documents';
import { encodeBase64 } from '@fettle/proof/envelope-bytes';
import { keyId } from '@fettle/proof/keys';
import { sharesRoot, specHash } from '@fettle/proof/spec-hash';
import { describe, expect, test } from 'vitest';
import { keyStanding } from './key-standing.ts';
import { reachOf } from './reach.ts';
import { sha256Hex } from './sha256.ts';
import { checkShownSpec } from './shown-spec.ts';
import { type BrowserKey, signApproval } from './sign-approval.ts';
import { statementOf } from './statement.ts';

const deploymentId = '0192a000-0007-7000-8000-000000000001';
const clientId = '0192a000-0002-7000-8000-000000000001';

function share(n: number): Spec['shares'][number] {
  const change = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.15-1', to: '3.0.17-1' } as const;
  const file = { name: 'openssl', architecture: 'amd64', sha256: 'ab'.repeat(32), bytes: 1_400_000 } as const;
  return {
    deviceId: `0192a000-0006-7000-8000-${String(n).padStart(12, '0')}`,
    deviceKeyId: 'cd'.repeat(32),
    ring: n === 0 ? 0 : 1,
    window: { zone: 'Europe/Zurich', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 },
    direction: 'forward',
    changes: n === 2 ? [change, { ...change, name: 'größe', from: null, to: '1.0' }] : [change],
    files: [{ ...file, version: '3.0.17-1', from: 'archive' }],
    wayBack:
      n === 2
        ? { kind: 'none', because: 'The old version is nowhere to be had.' }
        : {
            kind: 'downgrade',
            changes: [{ ...change, from: '3.0.17-1', to: '3.0.15-1' }],
            files: [{ ...file, version: '3.0.15-1', from: 'store' }],
          },
    simulatedAt: '2026-11-20T10:00:00Z',
    expectedSeconds: 240,
  };
}

const shares = [share(0), share(1), share(2)];
const header: Spec['header'] = {
  format: 'fettle-spec/1',
  deploymentId,
  clientId,
  title: 'November “Sicherheit” 🔒',
  reason: '',
  createdAt: '2026-11-20T10:00:00Z',
  expiresAt: '2026-12-04T10:00:00Z',
  policy: { id: '0192a000-0005-7000-8000-000000000001', version: 4 },
  predecessor: null,
  rings: [
    { name: 'test', earliest: '2026-11-20T10:00:00Z', gate: { minVerified: 1, minRate: 1, soak: 'P1D' } },
    { name: 'broad', earliest: '2026-11-21T10:00:00Z', gate: { minVerified: 1, minRate: 0.9, soak: 'PT0S' } },
  ],
  pace: { maxParallel: 5, devicesPerHour: 50 },
  failureBudget: 0,
  restart: 'if-needed',
  rollback: 'automatic',
  startOffline: false,
  checks: [{ kind: 'service', name: 'web', unit: 'nginx.service', timeoutSeconds: 30 }],
  sharesRoot: sharesRoot(shares),
  shareCount: shares.length,
};
const hash = specHash(header);
const asSent = (spec: unknown) => JSON.parse(JSON.stringify(spec)) as { header: unknown; shares: unknown[] };
const deployment = { id: deploymentId, clientId, specHash: hash, spec: asSent({ header, shares }) };

describe('the spec that is shown', () => {
  test('has the hash that the server, the agent and the CLI compute with node:crypto', () => {
    expect(checkShownSpec(deployment)).toEqual({ ok: true, spec: { header, shares }, specHash: hash });
  });

  test.each([
    ['no spec', { spec: null, specHash: null }, 'spec.missing'],
    ['a spec that is held back', { spec: null }, 'spec.not-sent'],
    ['another hash', { specHash: 'ef'.repeat(32) }, 'spec.other-hash'],
    ['another title under the same hash', { spec: asSent({ header: { ...header, title: 'Harmless' }, shares }) }, 'spec.other-hash'],
    ['another share', { spec: asSent({ header, shares: [shares[0], { ...shares[1], ring: 0 }, shares[2]] }) }, 'spec.other-shares'],
    ['a share less', { spec: asSent({ header, shares: shares.slice(1) }) }, 'spec.other-shares'],
    ['shares in another order', { spec: asSent({ header, shares: shares.toReversed() }) }, 'spec.other-shares'],
    ['the spec of another deployment', { id: clientId }, 'spec.other-deployment'],
    ['the spec of another client', { clientId: deploymentId }, 'spec.other-deployment'],
    ['another format', { spec: asSent({ header: { ...header, format: 'fettle-spec/2' }, shares }) }, 'spec.unknown-format'],
    [
      'a way of going back that this page has no words for',
      { spec: { header, shares: [{ ...shares[0], by: 'history' }] } },
      'spec.unknown-format',
    ],
    ['a share without changes', { spec: { header, shares: [{ ...shares[0], changes: null }] } }, 'spec.unknown-format'],
  ])('is refused with %s', (_what, change, code) => {
    expect(checkShownSpec({ ...deployment, ...change })).toMatchObject({ ok: false, code });
  });

  test('is counted: devices, changes, and the same change as one line', () => {
    expect(reachOf({ header, shares })).toMatchObject({
      devices: 3,
      changes: 4,
      withoutWayBack: 1,
      packages: [
        { name: 'openssl', devices: 3 },
        { name: 'größe', from: null, devices: 1 },
      ],
    });
  });
});

async function browserKey(): Promise<BrowserKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { privateKey: pair.privateKey, publicKey: encodeBase64(raw), keyid: sha256Hex(raw), madeAt: '2026-11-20T10:00:00Z' };
}

const key = await browserKey();
const approver = {
  keyid: key.keyid,
  publicKey: key.publicKey,
  name: 'Anna',
  personId: null,
  clients: '*',
  expiresAt: '2027-11-20T10:00:00Z',
} as const;
const authority: Authority = {
  type: 'authority',
  version: 2,
  provider: 'Provider',
  rootKeyId: 'ab'.repeat(32),
  rootPublicKey: '',
  issuedAt: '2026-11-01T00:00:00Z',
  expiresAt: '2028-11-01T00:00:00Z',
  servers: [],
  approvers: [approver],
};
const subject = { clientId, deploymentId, specHash: hash, now: '2026-11-20T11:00:00Z' };
const fields = {
  deploymentId,
  clientId,
  specHash: hash,
  statement: statementOf({ header, shares }, 'Brandt & Söhne GmbH'),
  at: '2026-11-20T10:30:00.000Z',
  expiresAt: header.expiresAt,
};

describe('an approval signed by WebCrypto', () => {
  test('is taken by the same check that the server and the agent make', async () => {
    const verified = verifyApproval(await signApproval(fields, key), authority, subject);
    expect(verified).toMatchObject({ ok: true, approval: { type: 'approval', ...fields, keyid: key.keyid } });
    expect(fields.statement).toBe(
      'I approve the deployment “November “Sicherheit” 🔒” for Brandt & Söhne GmbH: 4 changes of packages on 3 devices in 2 rings, 1 of them without a way back; nothing of it starts after 2026-12-04T10:00:00Z.',
    );
  });

  test('is known by the fingerprint that all others compute for its key', async () => {
    expect(key.keyid).toBe(keyId(Uint8Array.fromBase64(key.publicKey)));
    expect(key.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow();
  });

  test('counts for no other spec, and for no other key', async () => {
    const envelope = await signApproval(fields, key);
    expect(verifyApproval(envelope, authority, { ...subject, specHash: '00'.repeat(32) })).toMatchObject({ code: 'approval.other-spec' });
    const other = await browserKey();
    expect(verifyApproval(await signApproval(fields, other), authority, subject)).toMatchObject({ code: 'approval.unknown-approver' });
    const forged = await signApproval(fields, { ...other, keyid: key.keyid });
    expect(verifyApproval(forged, authority, subject)).toMatchObject({ code: 'approval.bad-signature' });
  });
});

describe('what a key may do', () => {
  const now = Date.parse('2026-11-20T11:00:00Z');
  const admission = {
    id: deploymentId,
    keyid: key.keyid,
    publicKey: key.publicKey,
    personId: clientId,
    personName: 'Anna',
    label: 'Chromium',
    askedAt: fields.at,
    admitted: false,
  };
  const one = { ...approver, clients: [clientId] };
  test.each([
    ['no key', null, [], [], clientId, 'no key'],
    ['a key that nobody knows', key.keyid, [], [], clientId, 'not asked'],
    ['a key that was asked for', key.keyid, [], [admission], clientId, 'asked'],
    ['a key in the authority', key.keyid, [one], [admission], clientId, 'admitted'],
    ['a key in the authority for all', key.keyid, [{ ...approver, clients: '*' as const }], [], clientId, 'admitted'],
    ['a key for another client', key.keyid, [one], [], deploymentId, 'other clients'],
    ['a key whose time is over', key.keyid, [{ ...one, expiresAt: '2026-11-20T11:00:00Z' }], [], clientId, 'expired'],
  ] as const)('%s', (_what, keyid, approvers, admissions, client, kind) => {
    const trust = {
      approvers: approvers.map((entry) => ({ ...entry, clients: entry.clients === '*' ? ('*' as const) : [...entry.clients] })),
      admissions: [...admissions],
    };
    expect(keyStanding(keyid, trust, client, now).kind).toBe(kind);
  });
});
