/** One entry of the catalogue, from its JSON or its CSV form: the fields have the same names in both. */
import type { RecordProblem } from '@fettle/core/advisories';
import { cveIdOf, dayOf, textOf } from '../fields/index.ts';
import type { FeedRecord } from '../types.ts';

export type KevFields = {
  readonly cveID: unknown;
  readonly dateAdded: unknown;
  readonly dueDate: unknown;
  readonly knownRansomwareCampaignUse: unknown;
};

/**
 * What an entry says, with whatever is wrong with it. An entry without a CVE id or without the day it was added says nothing. A due day
 * that is none, or that lies before the day of adding (the catalogue has such entries), can not have been met by anybody: the entry
 * stays, its due day is unknown, and that is said. `published` is the day of the catalogue itself, where known; an entry that was
 * added later than that counts and is said too.
 */
export function kevRecords(fields: KevFields, where: string, published: string | null): readonly FeedRecord[] {
  const id = cveIdOf(fields.cveID);
  if (id === null) return [problem(where, `The CVE id is none: ${shown(fields.cveID)}.`)];
  const place = `${where} (${id})`;
  const added = dayOf(fields.dateAdded);
  if (added === null) return [problem(place, `The day of adding is none: ${shown(fields.dateAdded)}.`)];
  const problems: FeedRecord[] = [];
  if (published !== null && added > published)
    problems.push(problem(place, `Added on ${added}, after the catalogue's own day ${published}.`));
  const stated = dayOf(fields.dueDate);
  const due = stated !== null && stated >= added ? stated : null;
  if (stated !== null && due === null) problems.push(problem(place, `Due on ${stated}, before it was added on ${added}.`));
  if (stated === null) problems.push(problem(place, `The due day is none: ${shown(fields.dueDate)}.`));
  const use = textOf(fields.knownRansomwareCampaignUse)?.toLowerCase() ?? 'unknown';
  if (use !== 'known' && use !== 'unknown')
    problems.push(problem(place, `The use by ransomware is neither Known nor Unknown: ${shown(fields.knownRansomwareCampaignUse)}.`));
  return [{ type: 'cve', cve: { id, kev: { added, due, ransomware: use === 'known' } } }, ...problems];
}

function problem(where: string, why: string): FeedRecord {
  return { type: 'problem', problem: { where, why } satisfies RecordProblem };
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? 'absent';
}
