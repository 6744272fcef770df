import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { findingsText } from '../output/findings-text.ts';
import { mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

const states = ['fix-offered', 'fix-not-offered', 'no-fix', 'restart-pending', 'unknown'] as const;

/** `fettle findings`: one row an advisory that holds for a device. */
export function addFindings(group: Group, { io, finish }: Session): void {
  online(group, 'findings', 'published vulnerabilities that devices have')
    .option('--client <name>', 'of one client')
    .option('--text <words>', 'whose id, CVE ids or packages hold this text')
    .addOption(new Option('--state <state>', 'with devices that stand so').choices(states))
    .option('--kev', 'only those in the catalogue of known exploited vulnerabilities')
    .addOption(new Option('--sort <order>', 'in this order').choices(['kev', 'epss', 'devices', 'id'] as const).default('kev' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        sort: options.sort,
        ...(options.text === undefined ? {} : { text: options.text }),
        ...(options.state === undefined ? {} : { state: options.state }),
        ...(options.kev === true ? { kev: 'yes' as const } : {}),
        ...(client === null ? {} : { clientId: client.id }),
      };
      const page = await pagesOf((query) => api('listFindings', { query: { ...query, ...filter } }), mostRows(options.limit));
      finish(options, { json: page, text: findingsText(screenOf(io), page) });
    });
}
