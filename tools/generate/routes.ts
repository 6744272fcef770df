import { routes } from '@fettle/protocol/routes';
import type { Route } from '@fettle/protocol/routes';
import type { Generator } from './generator.ts';
import { code, page, table } from './markdown.ts';

/** docs/reference/routes.md: every address of the people's listener. */
export const routesPage: Generator = {
  path: 'docs/reference/routes.md',
  make: async () => {
    const groups = Map.groupBy(Object.entries<Route>(routes), ([, route]) => route.path.split('/')[3] ?? '');
    const parts = [...groups].flatMap(([tag, entries]) => [
      `## ${tag}`,
      table(['route', 'name', 'what it is for', 'needs', 'recorded as'], entries.map(row)),
    ]);
    return page(
      'Routes',
      'packages/protocol/src/routes.ts',
      'Every address of the API with the permission that it needs and the action that the audit trail records. Schemas: [openapi.json](openapi.json). Refusals: [errors.md](errors.md).',
      ...parts,
    );
  },
};

function row([name, route]: [string, Route]): string[] {
  const recorded = typeof route.audit === 'string' ? code(route.audit) : `– (${route.audit.none})`;
  return [
    code(`${route.method} ${route.path}`),
    name,
    route.summary,
    route.permission === 'open' ? 'nothing' : code(route.permission),
    recorded,
  ];
}
