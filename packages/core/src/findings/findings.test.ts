import { describe, expect, test } from 'vitest';
import type { ChangelogFacts, InstalledPackage, ManagerScan, Offer } from '../inventory/index.ts';
import { findingsOf, groupByUpdate } from './index.ts';

const lists = { refreshedAt: null, lastAttempt: null };

function offer(name: string, more: Partial<Offer> = {}): Offer {
  return {
    name,
    architecture: 'amd64',
    from: '3.0.16-1',
    to: '3.0.17-1',
    sourceName: 'openssl',
    sourceVersion: '3.0.17-1',
    class: 'security',
    origin: { label: 'Debian-Security', archive: 'stable-security', codename: 'bookworm-security' },
    bytes: 1_000,
    withheld: null,
    ...more,
  };
}

function installed(name: string, version: string, sourceVersion: string): InstalledPackage {
  return { name, version, architecture: 'amd64', sourceName: 'openssl', sourceVersion, condition: 'installed', pinned: false };
}

function asked(
  offers: readonly Offer[],
  changelogs: readonly ChangelogFacts[] = [],
  packages: readonly InstalledPackage[] = [],
): ManagerScan {
  return { manager: 'apt', ok: true, installed: packages, offers, changelogs, lists, problems: [] };
}

const codes = (scan: ManagerScan): readonly (readonly string[])[] =>
  findingsOf({ managers: [scan] }).findings.map((f) => f.reasons.map((r) => r.code));

describe('findings from the package manager’s own word', () => {
  test('an offer of the security pocket is urgent, any other is normal, and why is said', () => {
    const { findings } = findingsOf({
      managers: [
        asked([
          offer('openssl'),
          offer('tzdata', { class: 'normal', origin: { label: 'Debian', archive: 'stable-updates', codename: 'bookworm-updates' } }),
        ]),
      ],
    });
    expect(findings.map((f) => [f.name, f.urgency])).toEqual([
      ['openssl', 'urgent'],
      ['tzdata', 'normal'],
    ]);
    expect(findings[0]?.reasons[0]?.sentence).toBe('It is offered by the security pocket (Debian-Security, stable-security).');
    expect(findings[1]?.reasons[0]?.code).toBe('no-security-pocket');
  });

  test('CVE ids of a normal update are named and do not make it urgent', () => {
    const facts = [{ sourceName: 'openssl', from: '3.0.16-1', to: '3.0.17-1', cves: ['CVE-2026-2', 'CVE-2026-1', 'CVE-2026-2'] }];
    const [finding] = findingsOf({ managers: [asked([offer('openssl', { class: 'normal' })], facts)] }).findings;
    expect(finding).toMatchObject({ urgency: 'normal', cves: ['CVE-2026-1', 'CVE-2026-2'] });
    expect(finding?.reasons.at(-1)?.sentence).toBe('Its changelog names CVE-2026-1, CVE-2026-2.');
  });

  test('a manager that goes by advisories says so in its reasons, under the same codes', () => {
    const sentences = (cves: readonly string[] | null, more: Partial<Offer> = {}) => {
      const facts = [{ sourceName: 'openssl', from: '3.0.16-1', to: '3.0.17-1', cves }];
      const scan: ManagerScan = {
        ...asked([offer('openssl', { origin: { label: 'Lab', archive: 'lab', codename: '' }, ...more })], facts),
        manager: 'dnf',
      };
      return findingsOf({ managers: [scan] }).findings.flatMap((f) => f.reasons.map((r) => r.sentence));
    };
    expect(sentences(['CVE-2026-1'])).toEqual([
      'A security advisory of its repository speaks of it (Lab, lab).',
      'Its advisories name CVE-2026-1.',
    ]);
    expect(sentences(null, { class: 'normal' })).toEqual([
      'No security advisory of its repository speaks of it (Lab, lab).',
      'Which CVE ids it mends is not known: no advisory speaks of this version.',
    ]);
  });

  test('CVE ids not looked up, a changelog not read, and one that names none are three different things', () => {
    const facts = (cves: readonly string[] | null): readonly ChangelogFacts[] => [
      { sourceName: 'openssl', from: '3.0.16-1', to: '3.0.17-1', cves },
    ];
    expect(codes(asked([offer('openssl')]))).toEqual([['security-pocket', 'cves-unknown']]);
    expect(codes(asked([offer('openssl')], facts(null)))).toEqual([['security-pocket', 'cves-unknown']]);
    expect(codes(asked([offer('openssl')], facts([])))).toEqual([['security-pocket', 'names-no-cves']]);
  });

  test('the changelog of another step of the same source is not borrowed', () => {
    expect(codes(asked([offer('openssl')], [{ sourceName: 'openssl', from: '3.0.15-1', to: '3.0.17-1', cves: ['CVE-2026-1'] }]))).toEqual([
      ['security-pocket', 'cves-unknown'],
    ]);
  });

  test('a binary package with a version of its own finds the changelog by the version of its source', () => {
    const facts = [{ sourceName: 'openssl', from: '3.0.16-1', to: '3.0.17-1', cves: ['CVE-2026-1'] }];
    const binary = offer('libssl-extra', { from: '9.1+3.0.16-1', to: '9.1+3.0.17-1' });
    expect(
      findingsOf({ managers: [asked([binary], facts, [installed('libssl-extra', '9.1+3.0.16-1', '3.0.16-1')])] }).findings[0]?.cves,
    ).toEqual(['CVE-2026-1']);
  });

  test.each(['pinned', 'phased', 'kept-back'] as const)('an update that is %s is a finding all the same, with that reason', (withheld) => {
    const [finding] = findingsOf({ managers: [asked([offer('openssl', { withheld })])] }).findings;
    expect(finding).toMatchObject({ withheld, urgency: 'urgent' });
    expect(finding?.reasons.at(-1)?.code).toBe('withheld');
  });

  test('a manager that could not be asked has no findings and is named as not asked', () => {
    const trouble = { code: 'apt.lock-held', cause: 'Another apt runs.', retry: 'later', nextStep: 'Wait.', excerpt: '' } as const;
    expect(findingsOf({ managers: [{ manager: 'apt', ok: false, trouble, lists }] })).toEqual({
      findings: [],
      unasked: [{ manager: 'apt', trouble }],
    });
    expect(findingsOf({ managers: [asked([])] })).toEqual({ findings: [], unasked: [] });
  });
});

describe('updates: one row for what mends them together', () => {
  test('packages of one source version are one update, urgent if any is, urgent ones first', () => {
    const facts = [{ sourceName: 'openssl', from: '3.0.16-1', to: '3.0.17-1', cves: ['CVE-2026-1'] }];
    const { findings } = findingsOf({
      managers: [
        asked(
          [
            offer('zlib', { sourceName: 'zlib', class: 'normal' }),
            offer('openssl'),
            offer('libssl3', { class: 'normal', from: '3.0.14-1' }),
          ],
          facts,
        ),
      ],
    });
    expect(groupByUpdate(findings).map((u) => [u.sourceName, u.urgency, u.findings.map((f) => f.name), u.cves, u.cvesComplete])).toEqual([
      ['openssl', 'urgent', ['libssl3', 'openssl'], ['CVE-2026-1'], false],
      ['zlib', 'normal', ['zlib'], null, false],
    ]);
  });

  test('no findings are no updates', () => {
    expect(groupByUpdate([])).toEqual([]);
  });
});
