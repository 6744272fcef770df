import type { Generator } from './generator.ts';
import { code, page, table } from './markdown.ts';
import { variantsOf } from './types-of.ts';

const source = 'packages/core/src/deployment/types.ts';

/** docs/reference/events.md: what a deployment's history is made of. */
export const eventsPage: Generator = {
  path: 'docs/reference/events.md',
  make: async () => {
    const events = await variantsOf(source, 'DeploymentEvent', 'kind');
    return page(
      'Deployment events',
      source,
      'The history of a deployment: events in the order of their number, each with its time (`at`, RFC 3339, UTC). The state of a deployment is nothing but these, folded; see [states.md](states.md).',
      table(
        ['event', 'carries'],
        events.map(({ name, fields }) => [
          code(name),
          fields.map((field) => code(`${field.name}: ${field.type.replaceAll(/\s+/g, ' ')}`)).join('<br>') || '–',
        ]),
      ),
    );
  },
};
