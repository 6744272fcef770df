/** A deployment of two rings as the API shows it, for tests: built from a spec whose hash fits. */
import type { Share, SpecHeader } from '@fettle/core/deployment';
import { sharesRoot, specHash } from '@fettle/proof/spec-hash';
import type { Deployment } from '../deployments/types.ts';

const id = (number: number): string => `0199aaaa-0000-7000-8000-${String(number).padStart(12, '0')}`;
export const deploymentId = id(1);
export const clientId = id(2);
const policyId = id(3);

export function shareOf(number: number, ring: number, parts: Partial<Share> = {}): Share {
  const change = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.16-1', to: '3.0.17-1' } as const;
  return {
    deviceId: id(100 + number),
    deviceKeyId: String(number % 10).repeat(64),
    ring,
    window: { zone: 'Europe/London', rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 },
    direction: 'forward',
    changes: [change],
    files: [],
    wayBack: { kind: 'downgrade', changes: [{ ...change, from: change.to, to: change.from }], files: [] },
    simulatedAt: '2026-03-02T08:00:00.000Z',
    expectedSeconds: 120,
    ...parts,
  };
}

export function headerOf(shares: readonly Share[], parts: Partial<SpecHeader> = {}): SpecHeader {
  const gate = { minVerified: 1, minRate: 0.9, soak: 'PT2H' };
  return {
    format: 'fettle-spec/1',
    deploymentId,
    clientId,
    title: 'OpenSSL',
    reason: 'CVE-2026-0001',
    createdAt: '2026-03-02T08:30:00.000Z',
    expiresAt: '2026-03-16T08:30:00.000Z',
    policy: { id: policyId, version: 4 },
    predecessor: null,
    rings: [
      { name: 'test', earliest: '2026-03-02T08:30:00.000Z', gate },
      { name: 'broad', earliest: '2026-03-09T08:30:00.000Z', gate },
    ],
    pace: { maxParallel: 5, devicesPerHour: 50 },
    failureBudget: 0,
    restart: 'if-needed',
    rollback: 'automatic',
    startOffline: false,
    checks: [{ kind: 'http', name: 'web', url: 'http://127.0.0.1/health', expectStatus: 200, timeoutSeconds: 30 }],
    sharesRoot: sharesRoot(shares),
    shareCount: shares.length,
    ...parts,
  };
}

/** Three devices, one in the test ring and two in the broad one; `parts` changes what the API shows around the spec. */
export function deploymentOf(
  shares: readonly Share[] = [shareOf(1, 0), shareOf(2, 1), shareOf(3, 1)],
  parts: Partial<Deployment> = {},
): Deployment {
  const header = headerOf(shares);
  return {
    id: deploymentId,
    clientId,
    clientName: 'Harbour Dental',
    title: header.title,
    status: 'active',
    createdAt: header.createdAt,
    createdBy: 'Anna',
    devices: shares.length,
    verified: 0,
    failed: 0,
    inFlight: 0,
    open: shares.length,
    ring: 'test',
    holds: [
      { id: 'approval', reason: 'approval', since: header.createdAt, ring: null, detail: 'Nobody has approved it yet.', by: 'engine' },
    ],
    waiting: null,
    wakeAt: null,
    predecessorId: null,
    lane: null,
    reason: header.reason,
    proposal: null,
    specHash: specHash(header),
    spec: { header, shares: [...shares] },
    approvals: [],
    rings: [],
    runs: shares.map(({ deviceId, ring }, index) => ({
      deviceId,
      deviceName: `web-${index + 1}`,
      ring,
      attempt: 1,
      label: 'planned',
      phase: 'planned',
      outcome: null,
      code: null,
      detail: null,
      waiting: null,
      waitingUntil: null,
      progressAt: null,
      secured: false,
      result: null,
    })),
    waitingOn: [],
    commands: [],
    canRollBack: { allowed: false, sentence: null },
    policy: { id: policyId, name: 'Standard', version: 4 },
    campaign: null,
    successorIds: [],
    approvalLateAt: null,
    patchRisks: [],
    lint: [],
    dependants: [],
    acceptable: [],
    ...parts,
  };
}
