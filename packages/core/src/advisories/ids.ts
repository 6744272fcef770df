/** What an advisory's ids tell. */
import type { AdvisoryKind } from './types.ts';

const cve = /CVE-\d{4}-\d{4,19}/g;

/**
 * The CVE ids within these texts (`DEBIAN-CVE-2026-10001` holds one), sorted, once each.
 * https://www.cve.org/ResourcesSupport/AllResources/CNARules
 */
export function cvesIn(texts: Iterable<string>): readonly string[] {
  const found = new Set<string>();
  for (const text of texts) {
    if (!text.includes('CVE-')) continue;
    for (const [id] of text.matchAll(cve)) found.add(id);
  }
  return [...found].toSorted();
}

/**
 * Errata ids say what they are in their first letters: AlmaLinux ALSA, ALBA, ALEA; Red Hat RHSA, RHBA, RHEA; Rocky RLSA, RLBA, RLEA; Oracle
 * ELSA, ELBA, ELEA. Everything else is about security.
 */
export function kindOfId(id: string): AdvisoryKind {
  const letter = /^(?:AL|RH|RL|RX|EL|CE)([SBE])A-/.exec(id)?.[1];
  if (letter === 'B') return 'bug-fix';
  return letter === 'E' ? 'enhancement' : 'security';
}

/** An id is one word of a sane length. */
export function isId(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}
