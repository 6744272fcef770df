import { Option } from '@commander-js/extra-typings';
import { lifecycleKinds } from '@fettle/core/lifecycle';
import { standingFilters } from '@fettle/protocol/lifecycle';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { lifecycleText, releaseText } from '../output/lifecycle-text.ts';
import { mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle lifecycle [RELEASE]`: systems and software whose support has ended or ends soon; with a release the devices that have it. */
export function addLifecycle(group: Group, { io, finish }: Session): void {
  online(group, 'lifecycle', 'systems and software whose support has ended or ends within 90 days, and what was decided')
    .argument('[release]', 'the devices of one release, such as debian:10')
    .option('--client <name>', 'of one client')
    .addOption(new Option('--kind <kind>', 'systems or software only').choices(lifecycleKinds))
    .addOption(new Option('--standing <standing>', 'that stand so').choices(standingFilters))
    .option('--open', 'only those with devices for which nothing is agreed')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (release, options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const scope = client === null ? {} : { clientId: client.id };
      const most = mostRows(options.limit);
      if (release !== undefined) {
        if (options.kind !== undefined || options.standing !== undefined || options.open === true)
          throw usage('--kind, --standing and --open narrow the list, not one release.');
        const params = releaseOf(release);
        const devices = await pagesOf((query) => api('getLifecycleDevices', { params, query: { ...query, ...scope } }), most);
        finish(options, { json: devices, text: releaseText(screenOf(io), devices) });
        return;
      }
      const filter = {
        ...scope,
        ...(options.kind === undefined ? {} : { kind: options.kind }),
        ...(options.standing === undefined ? {} : { standing: options.standing }),
        ...(options.open === true ? { decided: 'no' as const } : {}),
      };
      const page = await pagesOf((query) => api('listLifecycle', { query: { ...query, ...filter } }), most);
      finish(options, { json: page, text: lifecycleText(screenOf(io), page) });
    });
}

/** `debian:10`, by the names of the feed of life cycles. */
export function releaseOf(text: string): { readonly product: string; readonly cycle: string } {
  const at = text.indexOf(':');
  if (at < 1 || at === text.length - 1)
    throw usage(`${JSON.stringify(text)} is no release.`, 'Write product and cycle, such as debian:10; fettle lifecycle lists them.');
  return { product: text.slice(0, at), cycle: text.slice(at + 1) };
}
