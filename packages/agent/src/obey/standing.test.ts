/** Whoever holds a stolen server, its key, and a standing approval in hand: what a device does not do for them. */
import type { Share, SpecHeader } from '@fettle/core/deployment';
import { longestGrantDays } from '@fettle/core/standing';
import type { Grant, GrantRules, OfferHere } from '@fettle/core/standing';
import { longestStandingDays } from '@fettle/proof/standing-approval';
import { generateKey } from '@fettle/proof/keys';
import { describe, expect, test } from 'vitest';
import {
  approvalOf,
  authorityOf,
  grantOf,
  ids,
  instructionOf,
  keys,
  self,
  shareOf,
  specOf,
  standingApprovalOf,
  standingOf,
} from '../testing/world.ts';
import { offersProblem } from './granted.ts';
import { obey } from './obey.ts';
import { stillAllowed } from './still-allowed.ts';
import type { Standing } from './types.ts';

const nothing = { floor: 0, taken: [] };
const offer: OfferHere = {
  manager: 'apt',
  name: 'lab-app',
  architecture: 'all',
  from: '1.0-1',
  to: '1.1-1',
  sourceName: 'lab-app',
  class: 'security',
  origin: { label: 'Debian-Security', archive: 'stable-security' },
  withheld: null,
};

type Forged = {
  share?: Partial<Share>;
  header?: Partial<SpecHeader>;
  grant?: Partial<Grant>;
  rules?: Partial<GrantRules>;
  approvals?: (grant: Grant) => unknown[];
  verb?: 'install' | 'rollback' | 'get';
  standing?: Partial<Standing>;
  offers?: readonly OfferHere[];
};

/** What comes of an order: the code and words of its refusal, from its arrival to the start of the change; null: it is done. */
function told(forged: Forged = {}): { code: string; detail: string } | null {
  const grant = grantOf(forged.grant, forged.rules);
  const spec = specOf([shareOf(forged.share)], forged.header);
  const approvals = forged.approvals?.(grant) ?? [standingApprovalOf(grant)];
  const standing = standingOf(forged.standing);
  const obeyed = obey(instructionOf({ spec, approvals, body: { grant }, verb: forged.verb ?? 'install' }), self, standing, nothing);
  if (!obeyed.ok) return obeyed;
  const still = stillAllowed(obeyed.instruction, self, standing);
  if (still !== null) return still;
  const { body } = obeyed.instruction;
  if (!('grant' in body) || body.grant === undefined) throw new Error('it lost its grant');
  const detail = offersProblem({ ...body, grant: body.grant }, forged.offers ?? [offer], standing.now);
  return detail === null ? null : { code: 'refused.outside-grant', detail };
}

describe('under a standing approval', () => {
  test('what the device’s own sources offer, of the granted class, is done in the window, though nobody signed the spec', () => {
    expect(told()).toBeNull();
    expect(told({ verb: 'get' })).toBeNull();
  });
  test('a package that comes new is left to the simulation', () => {
    const changes = [...shareOf().changes, { manager: 'apt', name: 'lab-lib', architecture: 'all', from: null, to: '1' }] as const;
    expect(told({ share: { changes } })).toBeNull();
  });
  test('the way back of this very change is kept', () => {
    const file = { name: 'lab-app', architecture: 'all', version: '1.0-1', sha256: 'b'.repeat(64), bytes: 9, from: 'archive' } as const;
    const changes = [{ manager: 'apt', name: 'lab-app', architecture: 'all', from: '1.1-1', to: '1.0-1' }] as const;
    expect(told({ share: { wayBack: { kind: 'downgrade', changes, files: [file] } } })).toBeNull();
  });
  test('stricter rules than the granted are within it', () => {
    const rules = { restart: 'never', rollback: 'automatic', startOffline: false, checks: [] } as const;
    expect(told({ share: { rules } })).toBeNull();
    expect(told({ header: { pace: { maxParallel: 1, devicesPerHour: 1 } } })).toBeNull();
  });
  test('both sides know the same year', () => expect(longestGrantDays).toBe(longestStandingDays));
});

const change = { manager: 'apt', name: 'lab-app', architecture: 'all', from: '1.0-1', to: '1.1-1' } as const;
const soaked = { minVerified: 1, minRate: 1, soak: 'P1D' } as const;
const rings = [
  { name: 'test', earliest: '2026-03-01T00:00:00.000Z', gate: soaked },
  { name: 'broad', earliest: '2026-03-01T01:00:00.000Z', gate: soaked },
];
const lane = {
  name: null,
  takes: null,
  rings: rings.map(({ name }) => ({ name, gate: soaked, pace: { maxParallel: null, devicesPerHour: null } })),
  pace: { maxParallel: 5, devicesPerHour: 50 },
};
const back = (name: string, to: string) => ({ kind: 'downgrade', changes: [{ ...change, name, from: '1.1-1', to }], files: [] }) as const;
const ownRules = { restart: 'if-needed', rollback: 'automatic', startOffline: false, checks: [] } as const;

describe('a stolen server with a standing approval in hand can not bring', () => {
  test.each<[string, Forged]>([
    ['an update of another class', { offers: [{ ...offer, class: 'normal' }] }],
    ['what no source of the device offers', { offers: [] }],
    ['another version than the device is offered', { offers: [{ ...offer, to: '1.2-1' }] }],
    ['an older version', { share: { changes: [{ ...change, to: '0.9-1' }], files: [] } }],
    ['what is offered for another version than it says', { share: { changes: [{ ...change, from: '0.9-1' }], files: [] } }],
    ['what is offered of another package', { share: { changes: [{ ...change, name: 'backdoor' }], files: [] } }],
    ['a new package alone', { share: { changes: [{ ...change, from: null }] } }],
    ['a removal', { share: { changes: [{ ...change, to: null }], files: [] } }],
    ['a removal beside an update', { share: { changes: [change, { ...change, name: 'sudo', to: null }] } }],
    ['a package that is excluded', { rules: { select: { classes: ['security'], exclude: ['lab-*'] } } }],
    ['a package that is pinned by the policy', { rules: { pins: [{ package: 'lab-app', version: '1.0*', because: 'the till' }] } }],
    ['a package that is pinned on the device', { offers: [{ ...offer, withheld: 'pinned' }] }],
    [
      'what a rule blocks',
      { rules: { rules: [{ name: 'no', when: { products: ['lab-app'] }, action: { kind: 'block', because: 'no' } }] } },
    ],
    [
      'what a rule does not let come from this source',
      { rules: { rules: [{ name: 'no', when: { origins: ['Debian-Security'] }, action: { kind: 'block', because: 'no' } }] } },
    ],
    [
      'what a rule defers to a day that has not come',
      { rules: { rules: [{ name: 'later', when: {}, action: { kind: 'defer', until: '2026-04-01' } }] } },
    ],
    [
      'a lane that does not take it',
      { grant: { lanes: grantOf().lanes.map((one) => ({ ...one, name: 'office', takes: { products: ['office'] } })) } },
    ],
    ['another window', { share: { window: { zone: 'UTC', rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 } } }],
    ['the window in another zone', { share: { window: { ...shareOf().window, zone: 'Europe/Zurich' } } }],
    [
      'a window that opens on a day that is closed',
      { rules: { windows: [{ rule: 'FREQ=DAILY', start: '02:00', durationMinutes: 120, except: ['2026-03-02'] }] } },
    ],
    ['restarts that are not granted', { rules: { restart: 'never' } }],
    ['restarts at another time', { rules: { restartWhen: { kind: 'signed-out' } } }],
    [
      'another rule for missed windows',
      { share: { rules: { ...ownRules, missed: { kind: 'catch-up', onMains: false, maxLoadPercent: null, notDuring: null } } } },
    ],
    ['no health checks', { rules: { checks: [{ kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 5 }] } }],
    [
      'a command that is not granted',
      { share: { rules: { ...ownRules, hooks: { beforeChange: [], afterChange: [{ name: 'x', document: 'a'.repeat(64) }] } } } },
    ],
    [
      'a change without the command that is granted',
      { rules: { hooks: { beforeChange: [{ name: 'backup', document: 'a'.repeat(64) }], afterChange: [] } } },
    ],
    ['a drill of the way back', { header: { drill: true } }],
    ['a change without a way back, where that is forbidden', { rules: { withoutWayBack: 'forbid' } }],
    ['a start out of contact', { share: { rules: { ...ownRules, startOffline: true } } }],
    ['another rule for going back', { rules: { rollback: 'by-person' } }],
    ['a way back to another version', { share: { wayBack: back('lab-app', '0.9-1') } }],
    ['a way back of something else', { share: { wayBack: back('sudo', '0.9-1') } }],
    ['a file that no change asks for', { share: { files: [{ ...shareOf().files[0]!, name: 'backdoor' }] } }],
    ['a roll-back that removes and installs anew', { share: { direction: 'back', by: 'reinstall' }, verb: 'rollback' }],
    ['a change under the name of a way back', { share: { direction: 'back' }, verb: 'rollback' }],
    ['a roll-back of an earlier deployment', { header: { predecessor: { deploymentId: ids.other, kind: 'rollback' } } }],
    ['a ring that is not granted', { header: { rings: [{ ...rings[0]!, name: 'all' }] } }],
    ['a ring that does not wait for the soak before it', { grant: { lanes: [lane] }, header: { rings } }],
    ['a shorter soak', { grant: { lanes: [lane] } }],
    ['rings in another order', { grant: { lanes: [lane] }, header: { rings: rings.toReversed() } }],
    [
      'a ring without the limits that it was granted with',
      {
        grant: {
          lanes: grantOf().lanes.map((one) => ({
            ...one,
            rings: one.rings.map((ring) => ({ ...ring, pace: { maxParallel: 1, devicesPerHour: null } })),
          })),
        },
      },
    ],
    ['a faster pace', { header: { pace: { maxParallel: 6, devicesPerHour: 50 } } }],
    ['more failures', { header: { failureBudget: 1 } }],
    ['another version of the policy', { header: { policy: { id: ids.policy, version: 2 } } }],
    ['another policy', { header: { policy: { id: ids.other, version: 1 } } }],
    ['a spec that goes on after its end', { approvals: (grant) => [standingApprovalOf(grant, { expiresAt: '2026-03-10T00:00:00.000Z' })] }],
    ['anything to a device that is left out', { grant: { without: [ids.device] } }],
    ['anything to a device that is not named, where only those are granted', { grant: { usual: null } }],
    [
      'to a device that is named what is granted to others',
      { grant: { others: [{ deviceIds: [ids.device], rules: { ...grantOf().usual!, select: { classes: [], exclude: [] } } }] } },
    ],
  ])('%s', (_what, forged) => {
    expect(told(forged)?.code).toMatch(/^refused\.(outside-grant|limits|not-in-spec)$/);
  });

  const { key: second } = { key: generateKey() };
  const both = authorityOf({ approvers: [keys.approver, second] }).authority;
  const people = (...ids: readonly string[]) => ({
    authority: { ...both, approvers: both.approvers.map((approver, at) => ({ ...approver, personId: ids[at] ?? null })) },
  });
  test.each<[string, Forged, string]>([
    ['a signature of its own', { approvals: (grant) => [standingApprovalOf(grant, { key: keys.server })] }, 'refused.unknown-approver'],
    ['that of a stranger', { approvals: (grant) => [standingApprovalOf(grant, { key: keys.stranger })] }, 'refused.unknown-approver'],
    ['none', { approvals: () => [] }, 'refused.not-approved'],
    ['one for another client', { approvals: (grant) => [standingApprovalOf(grant, { clientId: ids.other })] }, 'refused.unknown-approver'],
    ['one of another client’s grant', { grant: { clientId: ids.other } }, 'refused.unknown-approver'],
    [
      'one that is over',
      { approvals: (grant) => [standingApprovalOf(grant, { expiresAt: '2026-03-01T02:30:00.000Z' })] },
      'refused.approver-expired',
    ],
    [
      'one for more than a year',
      { approvals: (grant) => [standingApprovalOf(grant, { expiresAt: '2027-12-01T00:00:00.000Z' })] },
      'refused.approver-expired',
    ],
    ['one of a wider grant', { approvals: () => [standingApprovalOf(grantOf({ failureBudget: 9 }))] }, 'refused.not-approved'],
    ['one of a version before', { approvals: (grant) => [standingApprovalOf(grant, { policyVersion: 2 })] }, 'refused.not-approved'],
    ['an approval of a spec', { approvals: () => [approvalOf(specOf([shareOf()]).header)] }, 'refused.not-approved'],
    ['one that was revoked, as the device has heard', { standing: { held: new Set([ids.standing]) } }, 'refused.held'],
    ['one where two are wanted', { grant: { approvalsNeeded: 2 }, standing: people('ada', 'ben') }, 'refused.not-approved'],
    [
      'two of one person',
      {
        grant: { approvalsNeeded: 2 },
        standing: people('ada', 'ada'),
        approvals: (grant) => [standingApprovalOf(grant), standingApprovalOf(grant, { key: second })],
      },
      'refused.not-approved',
    ],
    [
      'two of different texts',
      {
        grant: { approvalsNeeded: 2 },
        standing: people('ada', 'ben'),
        approvals: (grant) => [standingApprovalOf(grant), standingApprovalOf(grantOf(), { key: second })],
      },
      'refused.not-approved',
    ],
    ['one where the spec wants two', { header: { approvalsNeeded: 2 }, standing: people('ada', 'ben') }, 'refused.not-approved'],
  ])('anything with %s', (_what, forged, code) => {
    expect(told(forged)).toMatchObject({ code });
  });

  test('anything by leaving the grant out, or by putting one beside an approval of a spec', () => {
    const grant = grantOf();
    const bare = obey(instructionOf({ approvals: [standingApprovalOf(grant)] }), self, standingOf(), nothing);
    expect(bare).toMatchObject({ ok: false, code: 'refused.not-approved' });
  });

  test('two different people may sign the same text where two are wanted', () => {
    const approvals = (grant: Grant) => [standingApprovalOf(grant), standingApprovalOf(grant, { key: second, id: ids.other })];
    expect(told({ grant: { approvalsNeeded: 2 }, standing: people('ada', 'ben'), approvals })).toBeNull();
  });
});
