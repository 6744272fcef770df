import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { advisoryText } from '../output/advisory-text.ts';
import { mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle advisory ID`: what is published under one id, and who has it. */
export function addAdvisory(group: Group, { io, finish }: Session): void {
  online(group, 'advisory', 'one advisory or CVE: what is published, and which devices have it')
    .argument('<id>', 'id of an advisory, or a CVE id')
    .option('--client <name>', 'devices of one client')
    .option('--limit <rows>', 'at most so many devices, or "all"', '100')
    .action(async (id, options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const scope = client === null ? {} : { clientId: client.id };
      const advisory = await api('getAdvisory', { params: { id }, query: scope });
      const devices = await pagesOf(
        (query) => api('getAdvisoryDevices', { params: { id }, query: { ...query, ...scope } }),
        mostRows(options.limit),
      );
      finish(options, { json: { advisory, devices }, text: advisoryText(screenOf(io), advisory, devices) });
    });
}
