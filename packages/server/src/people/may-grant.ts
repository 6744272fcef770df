/** Nobody gives, or takes away, what they do not have themselves. */
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal } from '../platform/feature.ts';
import { permissionsOf } from './actor.ts';
import type { Grant } from './actor.ts';

/** Null where the actor holds every permission of these grants, for the clients that they name. */
export function mayGrant(actor: Actor, grants: readonly Grant[]): ApiRefusal | null {
  for (const { role, clientId } of grants) {
    const lacking = permissionsOf(role).find((permission) => !actor.can(permission, clientId ?? undefined));
    if (lacking === undefined) continue;
    const where = clientId === null ? 'all clients' : `client ${clientId}`;
    return refuse('permission.missing', `You can not give or take the role ${role} for ${where}: you have no ${lacking} there yourself.`);
  }
  return null;
}

/** Who may approve is decided by administrators for all clients. */
export function mayNameApprovers(actor: Actor): ApiRefusal | null {
  const lacking = permissionsOf('administrator').find((permission) => !actor.can(permission));
  return lacking === undefined
    ? null
    : refuse('permission.missing', `Only an administrator for all clients says who may approve; you have no ${lacking} there.`);
}

/** Each once. */
export function distinctGrants(grants: readonly Grant[]): readonly Grant[] {
  return [...new Map(grants.map((grant) => [`${grant.role} ${grant.clientId ?? '*'}`, grant])).values()];
}
