import type { ManagerScan, Offer, Scan } from '@fettle/core/inventory';
import { describe, expect, it } from 'vitest';
import { unknownSteps, withChangelogs } from './changelogs.ts';

const offer = (name: string, more: Partial<Offer> = {}): Offer => ({
  name,
  architecture: 'x86_64',
  from: '1',
  to: '2',
  sourceName: name,
  sourceVersion: '2',
  class: 'security',
  origin: { label: 'lab', archive: 'lab', codename: '' },
  bytes: 1,
  withheld: null,
  ...more,
});
const asked = (manager: ManagerScan['manager'], ...offers: readonly Offer[]): ManagerScan => ({
  manager,
  ok: true,
  installed: [],
  offers,
  changelogs: [],
  lists: { refreshedAt: null, lastAttempt: null },
  problems: [],
});
// Only its managers are looked at.
const scanOf = (...managers: readonly ManagerScan[]) => ({ managers }) as unknown as Scan;
const changelogsOf = (scan: Scan) => scan.managers.map((one) => (one.ok ? [one.manager, one.changelogs] : null));

describe('CVE ids of two package managers', () => {
  const scan = scanOf(asked('apt', offer('openssl')), asked('dnf', offer('openssl'), offer('zlib', { class: 'normal' })));

  it('are asked of one manager at a time, what a security pocket offers first', () => {
    expect(unknownSteps(scan, 8)).toMatchObject({ manager: 'apt', steps: [{ sourceName: 'openssl' }] });
    const first = unknownSteps(scan, 8);
    if (first === null) throw new Error('nothing was unknown');
    const next = withChangelogs(scan, first, [{ sourceName: 'openssl', from: '1', to: '2', cves: ['CVE-2026-10001'] }]);
    expect(unknownSteps(next, 1)).toMatchObject({ manager: 'dnf', steps: [{ sourceName: 'openssl' }] });
  });

  it('stay with the manager that was asked', () => {
    const steps = [{ sourceName: 'openssl', from: '1', to: '2', offer: offer('openssl') }];
    const facts = [{ sourceName: 'openssl', from: '1', to: '2', cves: ['CVE-2026-10001'] }];
    expect(changelogsOf(withChangelogs(scan, { manager: 'dnf', steps }, facts))).toEqual([
      ['apt', []],
      ['dnf', facts],
    ]);
  });

  it('are not asked where a manager could not be asked, or all is known', () => {
    const trouble = { code: 'apt.lock-held', cause: 'Locked.', retry: 'later', nextStep: 'Wait.', excerpt: '' } as const;
    const lists = { refreshedAt: null, lastAttempt: null };
    expect(unknownSteps(scanOf({ manager: 'apt', ok: false, trouble, lists }), 8)).toBeNull();
    expect(unknownSteps(scanOf(asked('apt')), 8)).toBeNull();
  });
});
