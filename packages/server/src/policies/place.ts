/** Of what a policy is: whether there is such a thing at its level, and what it is called. */
import type { PolicyLevel } from '@fettle/core/policy';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Tx } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { readGroup } from './groups-store.ts';
import { readSubject } from './levels-store.ts';
import { ownerMissing } from './owners.ts';

export type Place = { readonly level: PolicyLevel; readonly clientId: string | null; readonly subjectId: string | null };

/** The name of what the policy is to be of; a refusal where there is no such thing at this level. */
export async function subjectOf(tx: Tx, { level, clientId, subjectId }: Place): Promise<string | ApiRefusal> {
  const wrong = (sentence: string) => refuse('request.invalid', sentence, [{ path: 'subjectId', message: sentence }]);
  if (level === 'provider')
    return clientId === null && subjectId === null ? 'the provider' : wrong('The provider’s own policy is of no client and nothing else.');
  if (clientId === null) {
    if (level !== 'group' || subjectId === null || !isId(subjectId))
      return wrong('Over all clients there are policies of the provider and of its groups.');
    const group = await readGroup(tx, [], subjectId);
    return group === undefined ? wrong('The provider has no such group.') : group.name;
  }
  if (level === 'client') {
    if (subjectId !== null) return wrong('A client’s own policy is of nothing else.');
    const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
    return client?.name ?? ownerMissing();
  }
  if (subjectId === null) return wrong(`Say of which ${level} it is.`);
  return (await readSubject(tx, clientId, level, subjectId)) ?? wrong(`The client has no such ${level}.`);
}
