/** A policy that is not saved, in the place of what its level says: for looking at what it would mean. */
import type { PolicyLevel } from '@fettle/core/policy';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Tx } from '../platform/feature.ts';
import { readGroup } from './groups-store.ts';
import type { LevelRow } from './levels-store.ts';

export type UnsavedPolicy = { readonly row: LevelRow };
type Given = { readonly level: PolicyLevel; readonly subjectId: string | null; readonly body: unknown };

/** Of one of this client's levels, or of the provider's as far as this client goes. The body must be readable. */
export async function unsavedPolicy(tx: Tx, clientId: string, { level, subjectId, body }: Given): Promise<UnsavedPolicy | ApiRefusal> {
  const isAbout = level === 'site' || level === 'group' || level === 'device';
  if (isAbout !== (subjectId !== null))
    return refuse('request.invalid', 'A site, a group or a device is named by its id; a client and the provider are not.', [
      { path: 'instead.subjectId', message: isAbout ? 'must be said' : 'must be null' },
    ]);
  const group = level === 'group' && subjectId !== null ? await readGroup(tx, [clientId], subjectId) : undefined;
  if (level === 'group' && group === undefined) return refuse('not-found', 'There is no such group, or it is out of your reach.');
  const ofProvider = level === 'provider' || (group !== undefined && group.client_id === null);
  return {
    row: {
      id: '00000000-0000-0000-0000-000000000000',
      level,
      client_id: ofProvider ? null : clientId,
      client_name: null,
      subject_id: subjectId,
      subject: group?.name ?? null,
      rank: group?.rank ?? null,
      rule: group?.rule ?? null,
      version: 1,
      name: 'not saved',
      body,
      saved_at: '',
      saved_by: '',
      removed_at: null,
    },
  };
}

/** The levels with it in the place of the one that is there. */
export function withUnsaved(rows: readonly LevelRow[], unsaved: UnsavedPolicy | null): readonly LevelRow[] {
  if (unsaved === null) return rows;
  const { row } = unsaved;
  const isSame = (one: LevelRow) => one.level === row.level && one.client_id === row.client_id && one.subject_id === row.subject_id;
  return [...rows.filter((one) => !isSame(one)), row];
}
