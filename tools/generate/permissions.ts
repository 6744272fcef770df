import { permissions, roles } from '@fettle/protocol/permissions';
import { routes } from '@fettle/protocol/routes';
import type { Route } from '@fettle/protocol/routes';
import type { Generator } from './generator.ts';
import { code, page, table } from './markdown.ts';

/** docs/reference/permissions.md: what each permission allows, which roles have it, which routes ask for it. */
export const permissionsPage: Generator = {
  path: 'docs/reference/permissions.md',
  make: async () =>
    page(
      'Permissions',
      'packages/protocol/src/permissions.ts',
      'A grant gives a person or an API key one role, for one client or for all.',
      '## Roles',
      table(
        ['role', 'permissions'],
        Object.entries(roles).map(([id, role]) => [`${role.label} (${code(id)})`, role.permissions.map(code).join(', ')]),
      ),
      '## Permissions',
      table(
        ['permission', 'allows', 'routes that ask for it'],
        Object.entries(permissions).map(([name, allows]) => [code(name), allows, routesThatNeed(name).join(', ') || '–']),
      ),
    ),
};

function routesThatNeed(permission: string): string[] {
  return Object.entries<Route>(routes)
    .filter(([, route]) => route.permission === permission)
    .map(([name]) => name);
}
