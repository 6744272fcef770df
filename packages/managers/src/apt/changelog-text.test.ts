import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cvesAbove } from './changelog-text.ts';

const text = `openssl (3.0.17-1~deb12u3) bookworm-security; urgency=medium

  * CVE-2026-113425 (Overflow; see also cve-2026-2222)
  * Not an id: CVE-2026-12, XCVE-2026-99999.

 -- Maintainer <m@example.test>  Mon, 16 Jun 2026 00:00:00 +0000

openssl (3.0.17-1~deb12u2) bookworm-security; urgency=medium

  * Fix CVE-2025-9230
    and CVE-2026-2222 again

 -- Maintainer <m@example.test>  Mon, 16 Jun 2025 00:00:00 +0000

openssl (3.0.16-1~deb12u1) bookworm; urgency=medium

  * CVE-2024-0001

 -- Maintainer <m@example.test>  Mon, 16 Jun 2024 00:00:00 +0000
`;

describe('CVE ids of a changelog', () => {
  it.each([
    ['3.0.16-1~deb12u1', '3.0.17-1~deb12u3', ['CVE-2025-9230', 'CVE-2026-2222', 'CVE-2026-113425']],
    ['3.0.17-1~deb12u2', '3.0.17-1~deb12u3', ['CVE-2026-2222', 'CVE-2026-113425']],
    // The installed version has no entry of its own: the first older entry ends the search all the same.
    ['3.0.17-1~deb12u1', '3.0.17-1~deb12u3', ['CVE-2025-9230', 'CVE-2026-2222', 'CVE-2026-113425']],
    ['3.0.16-1~deb12u1', '3.0.17-1~deb12u2', ['CVE-2025-9230', 'CVE-2026-2222']],
  ])('above %s up to %s', (from, to, ids) => {
    expect(cvesAbove(text, from, to)).toEqual(ids);
  });

  it('are unknown when the text does not reach down to the installed version', () => {
    expect(cvesAbove(text, '1.0', '3.0.17-1~deb12u3')).toBeNull();
    expect(cvesAbove('', '1.0', '2.0')).toBeNull();
    expect(cvesAbove('no changelog', '1.0', '2.0')).toBeNull();
  });

  it('are none, which is not unknown, when the entries name none', () => {
    const quiet = text.replaceAll(/CVE-\d+-\d+/gi, 'a bug');
    expect(cvesAbove(quiet, '3.0.16-1~deb12u1', '3.0.17-1~deb12u3')).toEqual([]);
  });

  it('never throws, and gives only ids of the right form', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        const found = cvesAbove(text.replaceAll('Fix', noise), '3.0.16-1~deb12u1', '3.0.17-1~deb12u3');
        for (const id of found ?? []) expect(id).toMatch(/^CVE-\d{4}-\d{4,}$/);
      }),
    );
  });
});
