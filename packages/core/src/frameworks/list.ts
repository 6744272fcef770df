import { iso27001, soc2 } from './packs/assurance.ts';
import { cis81 } from './packs/cis.ts';
import { bod2201, bod2604 } from './packs/cisa.ts';
import { cyberEssentials } from './packs/cyber-essentials.ts';
import { essentialEightMl1, essentialEightMl2, essentialEightMl3 } from './packs/essential-eight.ts';
import { dora, gdpr, nis2 } from './packs/european.ts';
import { hipaa, hipaaProposed } from './packs/hipaa.ts';
import { pciDss40, pciDss401 } from './packs/pci-dss.ts';
import { sla } from './packs/sla.ts';
import type { Framework } from './types.ts';

/** Every framework that is shipped. A provider may attach edited copies of them; the id, version and clause then say so. */
export const frameworks: readonly Framework[] = [
  pciDss401,
  pciDss40,
  cyberEssentials,
  essentialEightMl1,
  essentialEightMl2,
  essentialEightMl3,
  bod2604,
  bod2201,
  cis81,
  nis2,
  dora,
  hipaa,
  hipaaProposed,
  soc2,
  iso27001,
  gdpr,
  sla,
];

/**
 * The framework of a name in any usual spelling: `pci-dss-4.0.1`, `PCI DSS v4.0.1`, `E8 ML1`, `bod-26-04`. `null` when there is
 * none or when the words fit several, such as the Essential Eight without a maturity level.
 */
export function findFramework(text: string): Framework | null {
  const wanted = plain(text);
  return frameworks.find(({ id, title, aliases }) => [id, title, ...aliases].some((name) => plain(name) === wanted)) ?? null;
}

/** Letters and digits; a `v` or `version` in front of a number, and words that change nothing, are left out. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('_', '-')
    .replaceAll(/\b(?:version|framework|controls?|cisa|the)\b/g, '')
    .replaceAll(/\bv(?=\d)/g, '')
    .replaceAll(/[^a-z0-9]/g, '');
}
