import { Option } from '@commander-js/extra-typings';
import type { ApiClient } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findDevice, findOne } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { standInsText, standInStandingsText } from '../output/stand-in-text.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle stand-in status`: how mission-critical devices stand with theirs. */
export function addStandInStatus(group: Group, { io, finish }: Session): void {
  online(group, 'status', 'mission-critical devices of a client, each with its stand-in and how that stands')
    .requiredOption('--client <name>', 'whose devices')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const page = await pagesOf((query) => api('listStandInStandings', { params: { id }, query }), mostRows(options.limit));
      const text =
        page.items.length === 0
          ? 'No device of this client is mission-critical, and none has a stand-in.'
          : standInStandingsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}

/** `fettle stand-in list`: records, those that are over among them. */
export function addStandInList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'stand-ins as they were recorded, the newest first')
    .option('--client <name>', 'at one client')
    .option('--device <name>', 'of one device')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['open', 'all'] as const).default('open' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        state: options.state,
        ...(client === null ? {} : { clientId: client.id }),
        ...(options.device === undefined ? {} : { deviceId: (await findDevice(api, options.device, client?.id)).id }),
      };
      const page = await pagesOf((query) => api('listStandIns', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text = page.items.length === 0 ? 'No stand-in is recorded.' : standInsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}

/** `fettle stand-in record DEVICE`: names the stand-in of a device. */
export function addStandInRecord(group: Group, { io, finish }: Session): void {
  online(group, 'record', 'name the stand-in of a device; it takes the place of the one before')
    .argument('<device>', 'the device that it stands for')
    .requiredOption('--client <name>', 'whose device')
    .option('--by <device>', 'another device of the client')
    .option('--outside <name>', 'or one outside of Fettle, by its name')
    .option('--place <text>', 'where it is; must be said of one outside')
    .requiredOption('--differs <text>', 'what differs from the device')
    .requiredOption('--credentials-at <text>', 'where its credentials are kept, such as the entry of a vault; never what they are')
    .requiredOption('--review <day>', 'the day by which it is looked at again, such as 2026-12-01')
    .option('--note <text>', 'anything else')
    .action(async (named, options) => {
      const { by, outside } = options;
      if ((by === undefined) === (outside === undefined)) throw usage('Say what stands in: a device with --by, or a name with --outside.');
      const { api } = connect(io, options);
      const { id: clientId } = await findClient(api, options.client);
      const { id: deviceId } = await findDevice(api, named, clientId);
      const recorded = await api('recordStandIn', {
        body: {
          clientId,
          deviceId,
          standIn:
            by === undefined
              ? { kind: 'outside', name: outside ?? '' }
              : { kind: 'device', deviceId: (await findDevice(api, by, clientId)).id },
          place: options.place ?? null,
          differs: options.differs,
          credentialsAt: options.credentialsAt,
          note: options.note ?? null,
          reviewAt: options.review,
        },
      });
      finish(options, { json: recorded, text: standInsText(screenOf(io), [recorded]) });
    });
}

/** `fettle stand-in end DEVICE`: it stands for its device no more. */
export function addStandInEnd(group: Group, { io, finish }: Session): void {
  online(group, 'end', 'say that a stand-in stands for its device no more')
    .argument('<stand-in>', 'its id or the end of it, as `fettle stand-in list` shows it')
    .requiredOption('--because <text>', 'why')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findStandIn(api, named);
      const ended = await api('endStandIn', { params: { id }, body: { because: options.because } });
      finish(options, { json: ended, text: standInsText(screenOf(io), [ended]) });
    });
}

async function findStandIn(api: ApiClient, text: string): Promise<string> {
  const { items } = await pagesOf((query) => api('listStandIns', { query: { ...query, state: 'open' } }), 2000);
  const all = items.map(({ id, standIn, deviceName }) => ({ id, name: id, label: `${standIn.name} for ${deviceName}` }));
  return findOne('stand-in', text, all, 'fettle stand-in list shows them; name it by its id.').id;
}
