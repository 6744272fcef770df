/** The updates that a person names: by id, by name, or by name=version. */
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { pagesOf } from '../connection/pages.ts';
import { Refused } from '../refused.ts';

type Update = CallOutput<'listUpdates'>['items'][number];

/** Their ids, each once; a name stands for all architectures and versions that devices of this client are offered. */
export async function findUpdates(api: ApiClient, clientId: string, named: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const text of named) for (const id of await findUpdate(api, clientId, text)) ids.add(id);
  return [...ids];
}

async function findUpdate(api: ApiClient, clientId: string, text: string): Promise<string[]> {
  if (/^\d{1,10}$/.test(text)) return [text];
  const { name, version } = splitUpdate(text);
  const { items } = await pagesOf((query) => api('listUpdates', { query: { ...query, clientId, text: name.split(':')[0] ?? name } }), null);
  const found = items.filter((update) => isMeant(update, name, version));
  if (found.length > 0) return found.map(({ id }) => id);
  throw new Refused({
    code: 'cli.not-found',
    title: 'There is no such update',
    detail: `No device of this client is offered ${JSON.stringify(text)}.`,
    remedy: 'fettle updates --client CLIENT lists what is offered.',
  });
}

/** `name`, `name:architecture` and `=version` behind either; names of packages hold neither `=` nor `:`. */
export function splitUpdate(text: string): { readonly name: string; readonly version: string | null } {
  const at = text.indexOf('=');
  return at === -1 ? { name: text, version: null } : { name: text.slice(0, at), version: text.slice(at + 1) };
}

function isMeant(update: Update, wanted: string, version: string | null): boolean {
  const [name = '', architecture] = wanted.split(':');
  if (update.name !== name || (version !== null && update.version !== version)) return false;
  return architecture === undefined || update.architecture === architecture;
}
