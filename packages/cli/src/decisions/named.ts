/** What commands that decide about updates have in common: the update, where it holds, and days, as a person names them. */
import type { ApiClient, CallInput } from '@fettle/protocol/client';
import { findDevice, findSite } from '../connection/find.ts';
import { findUpdates } from '../deployments/updates.ts';
import { usage } from '../refused.ts';

type Body = CallInput<'recordDecision'>['body'];

/** The update of this name that the client is offered; of several versions the person says which, or that all are meant. */
export async function offeredOf(
  api: ApiClient,
  clientId: string,
  update: string,
  everyVersion: boolean,
): Promise<Extract<Body['about'], { kind: 'offered' }>> {
  const ids = await findUpdates(api, clientId, [update]);
  const found = await Promise.all(ids.map((id) => api('getUpdate', { params: { id }, query: { clientId } })));
  const [updateId] = ids;
  if (updateId === undefined) throw usage('Say which update.');
  const versions = [...new Set(found.map(({ version }) => version))];
  if (versions.length > 1 && !everyVersion)
    throw usage(`${update} is offered as ${versions.join(', ')}.`, 'Name one as NAME=VERSION, or say --every-version.');
  return { kind: 'offered', updateId, everyVersion };
}

type Scope = { readonly site?: readonly string[] | undefined; readonly device?: readonly string[] | undefined };

export async function scopeOf(api: ApiClient, clientId: string, { site, device }: Scope): Promise<Body['scope']> {
  if (site !== undefined && device !== undefined) throw usage('Say --site or --device, not both: say it twice.');
  if (site !== undefined) return { kind: 'site', ids: await idsOf(site, (name) => findSite(api, clientId, name)) };
  if (device !== undefined) return { kind: 'devices', ids: await idsOf(device, (name) => findDevice(api, name, clientId)) };
  return { kind: 'client' };
}

async function idsOf(names: readonly string[], find: (name: string) => Promise<{ readonly id: string }>): Promise<string[]> {
  return (await Promise.all(names.map(find))).map(({ id }) => id);
}

/** Days count to their end, and a review is due when its day comes; both in UTC. */
export function dayOf(option: string, day: string | undefined, at: string): string | null {
  if (day === undefined) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw usage(`--${option} ${JSON.stringify(day)} is no day.`, 'Write it as 2027-03-31.');
  return `${day}T${at}Z`;
}
