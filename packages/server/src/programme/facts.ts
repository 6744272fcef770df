/** How the programme document of a client stands, for whoever judges it. */
import { programmeGaps } from '@fettle/core/programme';
import type { Tx } from '../platform/database/index.ts';
import { partsOf, readLook, readParts, readVersions } from './store.ts';

export type ProgrammeStanding = {
  readonly version: number;
  /** When it was compared with the records last (RFC 3339). */
  readonly lookedAt: string | null;
  readonly parts: number;
  readonly missing: number;
  readonly overdue: number;
};

/** Null: none was ever made. `today`: a day. */
export async function programmeFacts(tx: Tx, clientId: string, today: string): Promise<ProgrammeStanding | null> {
  const [newest] = await readVersions(tx, clientId, 1);
  if (newest === undefined) return null;
  const gaps = programmeGaps(partsOf(await readParts(tx, clientId)), today);
  const look = await readLook(tx, clientId);
  return {
    version: newest.version,
    lookedAt: look === null || look.trouble !== null ? null : look.looked_at,
    parts: gaps.parts,
    missing: gaps.missing.length,
    overdue: gaps.overdue.length,
  };
}
