import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { clean } from '../output/clean.ts';
import { findGroup } from '../policies/place.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle group remove NAME`: only where no policy is of it. */
export function addGroupRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'remove a group that no policy is of')
    .argument('<group>', 'name or id')
    .option('--client <name>', 'of this client; without it the provider’s')
    .requiredOption('--because <text>', 'why')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const clientId = options.client === undefined ? null : (await findClient(api, options.client)).id;
      const found = await findGroup(api, clientId, named);
      const done = await api('removeGroup', { params: { id: found.id }, body: { because: options.because } });
      finish(options, { json: done, text: `Group ${clean(found.name)} is removed.` });
    });
}
