/** Of what a policy of a level is, as the command line names it. */
import { policyLevels } from '@fettle/core/policy';
import type { PolicyLevel } from '@fettle/core/policy';
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { findClient, findDevice, findSite } from '../connection/find.ts';
import { Refused, usage } from '../refused.ts';

export type PlaceOptions = {
  readonly level?: string | undefined;
  readonly client?: string | undefined;
  readonly site?: string | undefined;
  readonly group?: string | undefined;
  readonly device?: string | undefined;
};
export type Place = { readonly level: PolicyLevel; readonly clientId: string | null; readonly subjectId: string | null };
export type LevelPolicy = CallOutput<'getPolicyLevel'>;
type Group = CallOutput<'getGroup'>;

/** Where a policy stands: `--level site --client NAME --site NAME`; a group without a client is the provider's. */
export async function findPlace(api: ApiClient, options: PlaceOptions): Promise<Place> {
  const level = policyLevels.find((one) => one === options.level);
  if (level === undefined) throw usage(`--level is one of ${policyLevels.join(', ')}.`);
  if (level === 'provider') return { level, clientId: null, subjectId: null };
  const clientId = options.client === undefined ? null : (await findClient(api, options.client)).id;
  if (level === 'group') return { level, clientId, subjectId: (await findGroup(api, clientId, needed(options.group, level))).id };
  if (level === 'device') {
    const device = await findDevice(api, needed(options.device, level), clientId ?? undefined);
    return { level, clientId: device.clientId, subjectId: device.id };
  }
  if (clientId === null) throw usage(`--level ${level} needs --client.`);
  return { level, clientId, subjectId: level === 'site' ? (await findSite(api, clientId, options.site)).id : null };
}

function needed(text: string | undefined, level: string): string {
  if (text === undefined) throw usage(`--level ${level} needs --${level}.`);
  return text;
}

/** A group by its id or name; with `clientId` null the provider's. */
export async function findGroup(api: ApiClient, clientId: string | null, text: string): Promise<Group> {
  const { items } = await api('listGroups', { query: clientId === null ? {} : { clientId } });
  const found = items.find(
    (group) => group.clientId === clientId && (group.id === text || group.name.toLowerCase() === text.toLowerCase()),
  );
  if (found !== undefined) return found;
  throw new Refused({
    code: 'cli.not-found',
    title: 'There is no such group',
    detail: `${clientId === null ? 'The provider' : 'The client'} has no group “${text}”.`,
    remedy: clientId === null ? 'Say --client for a group of a client; fettle group list shows them.' : 'fettle group list shows them.',
  });
}

/** The policy that holds at a place now; null: none. */
export async function findLevel(api: ApiClient, place: Place): Promise<LevelPolicy | null> {
  const { current } = await api('previewPolicyLevel', { body: { ...place, body: null } });
  return current === null ? null : api('getPolicyLevel', { params: { id: current.id } });
}

export async function needLevel(api: ApiClient, place: Place): Promise<LevelPolicy> {
  const found = await findLevel(api, place);
  if (found !== null) return found;
  throw new Refused({
    code: 'cli.not-found',
    title: 'There is no policy',
    detail: `Nothing is said at this ${place.level}: what the levels above say holds there.`,
    remedy: 'fettle policy save FILE --level … saves one; fettle policy effective --device NAME shows what holds.',
  });
}
