/** Who is in a group just now. */
import { inGroup } from '@fettle/core/policy';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Tx } from '../platform/feature.ts';
import { readDeviceFacts } from './device-facts.ts';
import { groupsFor } from './groups-store.ts';

/** `undecided`: devices of which it can not be said; they are not in `ids`. */
export type GroupMembers = { readonly name: string; readonly ids: readonly string[]; readonly undecided: number };

/** The devices of this client in one of its groups, or the provider's. */
export async function groupMembers(tx: Tx, clientId: string, groupId: string): Promise<GroupMembers | { readonly refusal: ApiRefusal }> {
  const group = (await groupsFor(tx, clientId)).find(({ id }) => id === groupId);
  if (group === undefined)
    return {
      refusal: refuse('request.invalid', 'This is no group of the client or the provider.', [
        { path: 'groupId', message: 'is no group of this client' },
      ]),
    };
  const answers = (await readDeviceFacts(tx, [clientId], [group.rule])).map((device) => ({
    id: device.deviceId,
    answer: inGroup(group.rule, device),
  }));
  return {
    name: group.name,
    ids: answers.flatMap(({ id, answer }) => (answer === 'yes' ? [id] : [])),
    undecided: answers.filter(({ answer }) => answer !== 'yes' && answer !== 'no').length,
  };
}
