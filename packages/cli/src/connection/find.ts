/** What people name: clients, sites and devices by name or id, deployments by id or its last characters. One answer, or a refusal that shows the choice. */
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { Refused } from '../refused.ts';
import { pagesOf } from './pages.ts';

export type Client = CallOutput<'getClient'>;
export type DeploymentSummary = CallOutput<'listDeployments'>['items'][number];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How ids are shown: their end, which is the part that differs. */
export function shortId(id: string): string {
  return id.slice(-8);
}

export async function findClient(api: ApiClient, text: string): Promise<{ readonly id: string; readonly name: string }> {
  if (uuid.test(text)) return api('getClient', { params: { id: text.toLowerCase() } });
  const { items } = await pagesOf((query) => api('listClients', { query }), null);
  return findOne(
    'client',
    text,
    items.map((client) => ({ ...client, label: client.name })),
    'fettle clients lists them.',
  );
}

/** A person of the provider, by mail, id or name. */
export async function findPerson(api: ApiClient, text: string): Promise<{ readonly id: string; readonly name: string }> {
  const { items } = await api('listPeople', {});
  const byMail = items.filter(({ mail }) => mail.toLowerCase() === text.trim().toLowerCase());
  const people = (byMail.length > 0 ? byMail.map((person) => ({ ...person, name: text })) : items).map((person) => ({
    ...person,
    label: person.mail,
  }));
  return findOne('person', text, people, 'Settings, People lists them.');
}

export async function findSite(api: ApiClient, clientId: string, text: string | undefined): Promise<Client['siteList'][number]> {
  const { siteList, name } = await api('getClient', { params: { id: clientId } });
  const [only] = siteList;
  if (text === undefined && siteList.length === 1 && only !== undefined) return only;
  const sites = siteList.map((site) => ({ ...site, label: site.name }));
  if (text === undefined) throw ambiguous('site', `of ${name}`, sites);
  return findOne('site', text, sites, `${name} has: ${siteList.map((site) => site.name).join(', ')}.`);
}

export async function findDevice(
  api: ApiClient,
  text: string,
  clientId?: string,
): Promise<{ readonly id: string; readonly name: string; readonly clientId: string }> {
  if (uuid.test(text)) return api('getDevice', { params: { id: text.toLowerCase() } });
  const within = clientId === undefined ? {} : { clientId };
  const { items } = await pagesOf((query) => api('listDevices', { query: { ...query, ...within, text } }), 500);
  return findOne(
    'device',
    text,
    items.map((device) => ({ ...device, label: `${device.name} of ${device.clientName}` })),
    'fettle devices lists them.',
  );
}

/** The id of a deployment that was named by it, by its end, or by its title. */
export async function findDeployment(api: ApiClient, text: string): Promise<string> {
  if (uuid.test(text)) return text.toLowerCase();
  const { items } = await pagesOf((query) => api('listDeployments', { query: { ...query, status: 'all' } }), 2000);
  const named = items.map((item) => ({ id: item.id, name: item.title, label: `${item.title} of ${item.clientName}` }));
  return findOne('deployment', text, named, 'fettle deploy list lists them.').id;
}

/** The id of a campaign that was named by it, by its end, or by its title. */
export async function findCampaign(api: ApiClient, text: string): Promise<string> {
  if (uuid.test(text)) return text.toLowerCase();
  const { items } = await pagesOf((query) => api('listCampaigns', { query }), 2000);
  const named = items.map((item) => ({ id: item.id, name: item.title, label: item.title }));
  return findOne('campaign', text, named, 'fettle campaign list lists them.').id;
}

/** `name`: by what people call it; the id again where nobody calls it anything. `label`: which it is, where several are meant. */
export type Named = { readonly id: string; readonly name: string; readonly label: string };

/** By id or name, letters of either case; else by the end of the id. Throws Refused where there is none, or more than one. `where`: the command that lists them. */
export function findOne<T extends Named>(what: string, text: string, items: readonly T[], where: string): T {
  const wanted = text.trim().toLowerCase();
  const byName = items.filter(({ id, name }) => name.toLowerCase() === wanted || id === wanted);
  const found = byName.length > 0 || wanted.length < 4 ? byName : items.filter(({ id }) => id.endsWith(wanted));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw ambiguous(what, JSON.stringify(text), found);
  throw new Refused({
    code: 'cli.not-found',
    title: `There is no such ${what}`,
    detail: `No ${what} that you may see is called ${JSON.stringify(text)}.`,
    remedy: where,
  });
}

function ambiguous(what: string, which: string, found: readonly Named[]): Refused {
  return new Refused({
    code: 'cli.ambiguous',
    title: `There are several ${what}s`,
    detail: `Which ${what} ${which} is meant?`,
    remedy: 'Name it by its id.',
    errors: found.slice(0, 20).map(({ id, label }) => ({ path: id, message: label })),
    exit: 'usage',
  });
}
