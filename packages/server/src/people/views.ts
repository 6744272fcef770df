/** People, API keys and oneself as the API shows them. */
import type { CallOutput } from '@fettle/protocol/client';
import { permissionsIn } from './actor.ts';
import type { Grant } from './actor.ts';
import type { ApiKeyRow } from './key-store.ts';
import type { PersonRow } from './store.ts';

export type PersonView = CallOutput<'updatePerson'>;
export type ApiKeyView = CallOutput<'createApiKey'>['apiKey'];

export function viewPerson(row: PersonRow): PersonView {
  return {
    id: row.id,
    name: row.name,
    mail: row.mail,
    approver: row.approver,
    reviewer: row.reviewer,
    grants: viewGrants(row.grants),
    invited: row.entered_at === null,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}

export function viewApiKey(row: Omit<ApiKeyRow, 'secret_hash' | 'clients'>): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    grants: viewGrants(row.grants),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

/** A person at a browser; `csrf` is the token that writing requests of this session carry. */
export function viewMe(person: PersonRow, csrf: string): CallOutput<'me'> {
  return { person: viewPerson(person), apiKey: null, ...reach(person.grants), csrf };
}

export function viewKeyAsMe(key: ApiKeyRow): CallOutput<'me'> {
  return { person: null, apiKey: { id: key.id, name: key.name }, ...reach(key.grants), csrf: null };
}

function reach(grants: readonly Grant[]): Pick<CallOutput<'me'>, 'permissions' | 'clients'> {
  const everywhere = grants.some((grant) => grant.clientId === null);
  const clients = [...new Set(grants.flatMap((grant) => (grant.clientId === null ? [] : [grant.clientId])))];
  return { permissions: permissionsIn(grants), clients: everywhere ? 'all' : clients };
}

function viewGrants(grants: readonly Grant[]): Grant[] {
  return grants.map(({ role, clientId }) => ({ role, clientId }));
}
