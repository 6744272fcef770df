import type { Decision, DecisionSubject } from './types.ts';

/** A decision for tests: to deploy lab-app everywhere at the client, made on the first of March. */
export function decision(change: Partial<Decision> = {}): Decision {
  return {
    id: 'd1',
    clientId: 'c1',
    about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null },
    scope: { kind: 'client' },
    kind: 'deploy',
    made: 'manual',
    recommendation: 'Install it this week.',
    clientSaid: 'not-asked',
    saidBy: null,
    evidence: null,
    reason: 'It is exploited',
    compensatingControl: null,
    startsAt: '2026-03-01T00:00:00Z',
    endsAt: null,
    reviewAt: null,
    workaround: null,
    replacement: null,
    predecessorId: null,
    replacedById: null,
    madeBy: 'p1',
    madeAt: '2026-03-01T00:00:00Z',
    revoked: null,
    ...change,
  };
}

/** lab-app 2.0-1 on a device of site s1, ending two vulnerabilities. */
export const subject: DecisionSubject = {
  clientId: 'c1',
  siteId: 's1',
  deviceId: 'v1',
  update: { manager: 'apt', sourceName: 'lab-app', sourceVersion: '2.0-1' },
  advisories: ['CVE-2026-10001', 'CVE-2026-10002'],
  fixSince: '2026-02-20T00:00:00Z',
};
