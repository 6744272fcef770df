/**
 * One record of the Open Source Vulnerability format: https://ossf.github.io/osv-schema/ (1.7). Fields that no decision of ours needs
 * (details, references, credits) are not kept.
 */
import { isId, cvesIn, kindOfId } from './ids.ts';
import { BadShape, listAt, objectAt, requiredTextAt, textAt, textsAt, timeAt } from './json.ts';
import { affectedOf } from './osv-affected.ts';
import { severitiesOf } from './osv-severity.ts';
import type { Advisory } from './types.ts';

export type Unreadable = {
  /** A sentence. */
  readonly problem: string;
};

/**
 * Reads one OSV record. Wrong types, ids that are none and times that are none make it unreadable as a whole: half a record could say "not
 * affected" where the other half says otherwise. `feed` is the id under which it is kept.
 */
export function readOsv(record: unknown, feed = 'osv'): Advisory | Unreadable {
  try {
    return read(record, feed);
  } catch (error) {
    if (error instanceof BadShape) return { problem: `${error.message}.` };
    throw error;
  }
}

function read(record: unknown, feed: string): Advisory {
  const osv = objectAt(record, 'The record');
  const id = requiredTextAt(osv['id'], 'id');
  if (!isId(id)) throw new BadShape(`id is no single word: ${JSON.stringify(id.slice(0, 60))}`);
  const aliases = textsAt(osv['aliases'], 'aliases');
  // The same fact stands in upstream (Debian, Ubuntu, Alpine), in related (AlmaLinux, Rocky) or in aliases (all else).
  const others = [...textsAt(osv['upstream'], 'upstream'), ...textsAt(osv['related'], 'related')];
  const summary = textAt(osv['summary'], 'summary');
  const affected = listAt(osv['affected'], 'affected').map((one, i) => objectAt(one, `affected[${i}]`));
  return {
    id,
    feed,
    kind: kindOfId(id),
    aliases,
    cves: cvesIn([id, ...aliases, ...others]),
    summary,
    published: timeAt(osv['published'], 'published'),
    modified: timeAt(osv['modified'], 'modified'),
    withdrawn: timeAt(osv['withdrawn'], 'withdrawn'),
    severities: severitiesOf(osv, affected, summary),
    affected: affected.flatMap((one, i) => affectedOf(one, `affected[${i}]`, summary)),
  };
}
