/** Roles for one client or all, as the forms hold them. */
import { type RoleId, roles } from '@fettle/protocol/permissions';
import { oneOf } from '../session/list-state.ts';

export type Grant = { readonly role: RoleId; readonly clientId: string | null };

export const roleIds = Object.keys(roles) as readonly RoleId[]; // the keys of the table are the ids of the roles

export const roleMeans: Readonly<Record<RoleId, string>> = {
  administrator: 'everything, people and trust included',
  technician: 'daily work: clients, devices, policies, deployments',
  'backup-reporter': 'tells of backups, for keys of backup tools; sees nothing',
  reader: 'sees, and changes nothing',
};

/** `Technician for Brandt & Söhne`, `Reader for all clients`. A client that is not known any more is said to be so. */
export function grantWords(grant: Grant, nameOf: (clientId: string) => string | undefined): string {
  const where = grant.clientId === null ? 'all clients' : (nameOf(grant.clientId) ?? 'a client out of your reach');
  return `${roles[grant.role].label} for ${where}`;
}

/** A role that a form field names; reader where it names none. */
export function roleOf(text: string | null): RoleId {
  return oneOf(text ?? '', roleIds) ?? 'reader';
}

/** The same role for the same client only once. */
export function withoutDoubles(grants: readonly Grant[]): readonly Grant[] {
  return grants.filter((grant, index) => grants.findIndex((one) => one.role === grant.role && one.clientId === grant.clientId) === index);
}
