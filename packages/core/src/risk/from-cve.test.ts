import { describe, expect, test } from 'vitest';
import { riskInputOf, urgencyOf } from './index.ts';
import type { CveFacts } from './index.ts';

const unknown: CveFacts = { id: 'CVE-2026-10001', published: null, cvss: [], kev: null, epss: null, ssvc: null };
const device = { tier: 3, exposure: 'internal', role: 'laptop' } as const;
const rest = { events: { released: '2026-03-10' }, vendor: null, device } as const;

describe('from what is published of a CVE', () => {
  test('nothing but its id', () => {
    expect(riskInputOf(unknown, rest)).toEqual({
      device,
      cves: ['CVE-2026-10001'],
      events: { released: '2026-03-10', published: null, kevAdded: null, kevDue: null },
      severity: { cvss: null, vendor: null },
      inKev: false,
      exploited: null,
      exploitation: null,
      automatable: null,
      technicalImpact: null,
      epss: null,
    });
  });

  test.each([
    ['active and not in the catalogue', null, 'fix on system upgrade'],
    ['active and in it', { added: '2026-03-10', due: null, ransomware: false }, '14 days'],
  ] as const)('%s', (_what, kev, bod2604) => {
    const ssvc = { exploitation: 'active', automatable: false, technicalImpact: 'partial', at: null } as const;
    expect(urgencyOf(riskInputOf({ ...unknown, kev, ssvc }, rest)).bod2604).toBe(bod2604);
  });

  test('the first vector of the newest version that can be read', () => {
    const old = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';
    const newer = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    const other = 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    const cvss = [old, 'CVSS:4.0/broken', newer, other].map((vector) => ({ vector, source: 'lab' }));
    expect(riskInputOf({ ...unknown, cvss }, rest).severity?.cvss).toBe(newer);
  });
});
