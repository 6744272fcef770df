/** What grants mean: a role for one client, or for all, becomes what an actor may do and see. */
import { roles } from '@fettle/protocol/permissions';
import type { Permission, RoleId } from '@fettle/protocol/permissions';
import { providerId } from '../platform/feature.ts';
import type { Actor } from '../platform/feature.ts';

/** `clientId` null: for all clients, those to come included, and for the provider's own records. */
export type Grant = { readonly role: RoleId; readonly clientId: string | null };
export type Identity = Pick<Actor, 'kind' | 'id' | 'name'>;

/** The permissions of a role. */
export function permissionsOf(role: RoleId): readonly Permission[] {
  return roles[role].permissions;
}

/** An actor with these grants. `allClients` are the ids of all clients there are; they are used only where a grant is for all. */
export function makeActor(who: Identity, grants: readonly Grant[], allClients: readonly string[]): Actor {
  const everywhere = grants.some((grant) => grant.clientId === null);
  const scopeOf = (held: readonly Grant[]): readonly string[] =>
    held.some((grant) => grant.clientId === null)
      ? [...allClients, providerId]
      : [...new Set(held.flatMap((grant) => (grant.clientId === null ? [] : [grant.clientId])))];
  const giving = (permission: Permission) => grants.filter((grant) => permissionsOf(grant.role).includes(permission));
  return {
    ...who,
    everywhere,
    scope: scopeOf(grants),
    can: (permission, clientId) => giving(permission).some((grant) => grant.clientId === null || grant.clientId === clientId),
    scopeFor: (permission) => scopeOf(giving(permission)),
  };
}

/** Everything that these grants allow somewhere, in the order of the table of permissions. */
export function permissionsIn(grants: readonly Grant[]): Permission[] {
  const held = new Set(grants.flatMap((grant) => permissionsOf(grant.role)));
  return permissionsOf('administrator').filter((permission) => held.has(permission));
}
