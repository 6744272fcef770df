import { describe, expect, test } from 'vitest';
import type { HoldingAdvisory } from './index.ts';
import { publishedOf } from './published.ts';

const offered = { manager: 'apt', to: '2.4-1+b1', sourceVersion: '2.4-1', namedBy: 'source' } as const;
const advisory: HoldingAdvisory = {
  id: 'DSA-9001-1',
  cves: ['CVE-2026-10001'],
  fixed: '2.4-1',
  published: '2026-11-27T08:00:00Z',
  severity: null,
  since: '2026-11-27T09:00:00Z',
};
const cvss = [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', source: 'nvd' }];
const nothing = () => undefined;

describe('what is published of an update', () => {
  test.each<[string, readonly Partial<HoldingAdvisory>[], string | null]>([
    ['the advisory that was issued with it', [{}], '2026-11-27T08:00:00Z'],
    ['the latest, where several were', [{}, { id: 'DSA-9002-1', published: '2026-11-29T00:00:00Z' }], '2026-11-29T00:00:00Z'],
    ['not one of an earlier version: this one came out later', [{ fixed: '2.3-9' }], null],
    ['not one of a later version', [{ fixed: '2.5-1' }], null],
    [
      'not the record of a vulnerability, which has a date of its own',
      [{ id: 'CVE-2026-10001' }, { id: 'DEBIAN-CVE-2026-10001' }, { id: 'GHSA-aaaa-bbbb-cccc' }],
      null,
    ],
    ['nothing, where no date was given', [{ published: null }], null],
    ['nothing, where none holds', [], null],
  ])('its date: %s', (_what, holding, released) => {
    expect(
      publishedOf(
        offered,
        holding.map((one) => ({ ...advisory, ...one })),
        nothing,
      ).released,
    ).toBe(released);
  });

  test.each<[string, readonly Partial<HoldingAdvisory>[], string]>([
    ['the publisher’s word', [{ severity: 'moderate' }], 'medium'],
    ['the score where it gives none', [{}], 'critical'],
    ['the worst of several, those of earlier versions too', [{ severity: 'low' }, { severity: 'Important', fixed: '2.3-1' }], 'high'],
    ['not of what it does not end', [{ severity: 'low' }, { severity: 'critical', fixed: '3.0-1' }], 'low'],
    ['unknown where nothing is said', [], 'unknown'],
  ])('its severity: %s', (_what, holding, severity) => {
    expect(
      publishedOf(
        offered,
        holding.map((one) => ({ ...advisory, ...one })),
        () => ({ cvss }),
      ).severity,
    ).toBe(severity);
  });

  test('where advisories name binary versions those are compared', () => {
    expect(publishedOf({ ...offered, namedBy: 'binary' }, [{ ...advisory, fixed: '2.4-1+b1' }], nothing).released).toBe(advisory.published);
  });
});
