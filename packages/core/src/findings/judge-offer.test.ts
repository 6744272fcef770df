import { describe, expect, test } from 'vitest';
import { defaultUrgencyRules } from '../risk/index.ts';
import type { CveFacts } from '../risk/index.ts';
import { judgeOffer } from './index.ts';
import type { HoldingAdvisory, JudgeGiven, OfferToJudge } from './index.ts';

const offer = (more: Partial<OfferToJudge> = {}): OfferToJudge => ({
  manager: 'apt',
  to: '3.0.3-1',
  sourceVersion: '3.0.3-1',
  namedBy: 'source',
  security: true,
  offeredAt: '2026-03-02T09:00:00Z',
  detectedAt: '2026-03-01T09:00:00Z',
  changelogCves: null,
  ...more,
});
const advisory = (id: string, fixed: string | null, more: Partial<HoldingAdvisory> = {}): HoldingAdvisory => ({
  id,
  cves: [id.replace('DEBIAN-', '')],
  fixed,
  published: '2026-02-20T00:00:00Z',
  severity: null,
  since: '2026-02-27T00:00:00Z',
  ...more,
});
const facts = (id: string, more: Partial<CveFacts> = {}): CveFacts => ({
  id,
  published: null,
  cvss: [],
  kev: null,
  epss: null,
  ssvc: null,
  ...more,
});
const given = (holding: readonly HoldingAdvisory[], known: readonly CveFacts[] = [], more: Partial<JudgeGiven> = {}): JudgeGiven => ({
  holding,
  factsOf: (cve) => known.find(({ id }) => id === cve),
  kevKnown: true,
  device: { tier: 'standard', exposure: 'internal' },
  rules: defaultUrgencyRules,
  ...more,
});
const kev = { added: '2026-02-25', due: '2026-03-10', ransomware: false };

describe('an offer is judged by', () => {
  test('what it ends: advisories that it fixes, and not those that it does not or that have no fix', () => {
    const holding = [
      advisory('DEBIAN-CVE-2026-1', '3.0.2-1'),
      advisory('DEBIAN-CVE-2026-2', '3.0.4-1'),
      advisory('DEBIAN-CVE-2026-3', null),
    ];
    const judged = judgeOffer(offer(), given(holding, [facts('CVE-2026-1'), facts('CVE-2026-2', { kev }), facts('CVE-2026-3', { kev })]));
    expect(judged).toMatchObject({
      urgency: 'normal',
      basis: 'vulnerabilities',
      vulnerabilities: [{ id: 'CVE-2026-1', advisories: ['DEBIAN-CVE-2026-1'] }],
    });
  });

  test('the worst of several, which stands first', () => {
    const holding = [advisory('DEBIAN-CVE-2026-1', '3.0.2-1'), advisory('DEBIAN-CVE-2026-2', '3.0.3-1')];
    const judged = judgeOffer(offer({ security: false }), given(holding, [facts('CVE-2026-1'), facts('CVE-2026-2', { kev })]));
    expect(judged.urgency).toBe('urgent');
    expect(judged.vulnerabilities.map(({ id }) => id)).toEqual(['CVE-2026-2', 'CVE-2026-1']);
    expect(judged.reasons[0]).toMatch(/^CVE-2026-2: /);
  });

  test('versions as its ecosystem’s advisories name them', () => {
    const holding = [advisory('DEBIAN-CVE-2026-1', '3.0.3-1')];
    const binary = offer({ to: '1:9-1', sourceVersion: '3.0.2-1' });
    expect(judgeOffer(binary, given(holding)).vulnerabilities).toEqual([]);
    expect(judgeOffer({ ...binary, namedBy: 'binary' }, given(holding)).vulnerabilities).toHaveLength(1);
  });

  test('what the device read in the changelog, where no advisory says it', () => {
    const judged = judgeOffer(offer({ security: false, changelogCves: ['CVE-2026-9'] }), given([], [facts('CVE-2026-9', { kev })]));
    expect(judged).toMatchObject({ urgency: 'urgent', vulnerabilities: [{ id: 'CVE-2026-9', advisories: [] }] });
  });

  test('an advisory without a CVE id under its own', () => {
    const judged = judgeOffer(offer({ security: false }), given([advisory('DSA-1', '3.0.2-1', { cves: [], severity: 'critical' })]));
    expect(judged.vulnerabilities.map(({ id }) => id)).toEqual(['DSA-1']);
  });
});

describe('silence lowers nothing: a security update', () => {
  test.each([
    ['of which no vulnerability is known', offer(), given([]), 'which vulnerabilities it ends is not known here'],
    [
      'that ends one of which no feed says anything',
      offer({ changelogCves: ['CVE-2026-9'] }),
      given([]),
      'it ends CVE-2026-9, of which no feed',
    ],
  ])('%s is urgent until more is known, and says so', (_what, one, facts_, words) => {
    const judged = judgeOffer(one, facts_);
    expect(judged).toMatchObject({ urgency: 'urgent', basis: 'unmatched' });
    expect(judged.reasons.join(' ')).toContain(words);
  });

  test('of which all is known is judged by that, and may be normal', () => {
    expect(judgeOffer(offer(), given([advisory('DEBIAN-CVE-2026-1', '3.0.2-1')], [facts('CVE-2026-1')]))).toMatchObject({
      urgency: 'normal',
      basis: 'vulnerabilities',
    });
  });
});

test.each([
  ['the device had the software before the advisory came', '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'],
  ['the advisory was known before the device had the software', '2026-02-01T00:00:00Z', '2026-03-01T09:00:00Z'],
])('it was detected when both were so: %s', (_what, since, detected) => {
  const { vulnerabilities } = judgeOffer(offer(), given([advisory('DEBIAN-CVE-2026-1', '3.0.2-1', { since })], [facts('CVE-2026-1')]));
  expect(vulnerabilities[0]?.input.events?.detected).toBe(detected);
});

test('what a version before it ended already was offered then; what it ends alone, and it itself, now', () => {
  const before = [
    { to: '3.0.1-1', sourceVersion: '3.0.1-1', offeredAt: '2026-02-25T09:00:00Z' },
    { to: '3.0.2-1', sourceVersion: '3.0.2-1', offeredAt: '2026-02-27T09:00:00Z' },
  ];
  const holding = [advisory('DEBIAN-CVE-2026-1', '3.0.2-1'), advisory('DEBIAN-CVE-2026-2', '3.0.3-1')];
  const { vulnerabilities } = judgeOffer(offer({ before, changelogCves: ['CVE-2026-3'] }), given(holding));
  expect(Object.fromEntries(vulnerabilities.map(({ id, input }) => [id, input.events?.offered]))).toEqual({
    'CVE-2026-1': '2026-02-27T09:00:00Z',
    'CVE-2026-2': '2026-03-02T09:00:00Z',
    'CVE-2026-3': '2026-03-02T09:00:00Z',
  });
});

test('without the catalogue of exploited vulnerabilities "not in it" is not known, and that is said', () => {
  const holding = [advisory('DEBIAN-CVE-2026-1', '3.0.2-1')];
  const without = judgeOffer(offer(), given(holding, [facts('CVE-2026-1')], { kevKnown: false }));
  expect(without.defaulted.map(({ input }) => input)).toContain('inKev');
  expect(judgeOffer(offer(), given(holding, [facts('CVE-2026-1')])).defaulted.map(({ input }) => input)).not.toContain('inKev');
});

test('a quality update without any vulnerability is normal', () => {
  expect(judgeOffer(offer({ security: false }), given([]))).toMatchObject({ urgency: 'normal', basis: 'no-vulnerability' });
});
