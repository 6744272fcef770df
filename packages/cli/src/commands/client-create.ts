import { connect } from '../connection/api.ts';
import { clientText } from '../output/client-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle client create`: a client with its first site. */
export function addClientCreate(group: Group, { io, finish }: Session): void {
  online(group, 'create', 'make a client with its first site')
    .requiredOption('--name <name>', 'what the client is called')
    .requiredOption('--site <name>', 'its first site')
    .requiredOption('--zone <zone>', "the site's time zone, such as Europe/Zurich")
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = await api('createClient', { body: { name: options.name, site: { name: options.site, zone: options.zone } } });
      finish(options, { json: client, text: clientText(screenOf(io), client) });
    });
}
