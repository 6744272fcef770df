import { Option } from '@commander-js/extra-typings';
import type { ApiClient, CallInput, CallOutput } from '@fettle/protocol/client';
import { instantOf } from '../calendar/instant.ts';
import { connect } from '../connection/api.ts';
import { findClient, findDevice, findOne, findSite } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { acceptancesText, rollbackText, trialsText } from '../output/rollback-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Counts = CallOutput<'listRollback'>['counts'];

/** `fettle rollback status`: how each device of a client comes back. */
export function addRollbackStatus(group: Group, { io, finish }: Session): void {
  online(group, 'status', 'how each device of a client comes back, and what shows that it does')
    .requiredOption('--client <name>', 'whose devices')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      let counts: Counts = { good: 0, attention: 0, failing: 0 };
      const page = await pagesOf(async (query) => {
        const one = await api('listRollback', { params: { id: client.id }, query });
        counts = one.counts;
        return one;
      }, mostRows(options.limit));
      const text =
        page.items.length === 0 ? 'This client has no devices.' : rollbackText(screenOf(io), { ...page, counts }) + listEnd(page);
      finish(options, { json: { ...page, counts }, text });
    });
}

/** `fettle rollback tried`: each time that a device went back. */
export function addRollbackTrials(group: Group, { io, finish }: Session): void {
  online(group, 'tried', 'each time that a device went back, the newest first')
    .option('--client <name>', 'at one client')
    .option('--device <name>', 'of one device')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        ...(client === null ? {} : { clientId: client.id }),
        ...(options.device === undefined ? {} : { deviceId: (await findDevice(api, options.device, client?.id)).id }),
      };
      const page = await pagesOf((query) => api('listTrials', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text = page.items.length === 0 ? 'No device went back yet.' : trialsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}

/** `fettle rollback accepted`: changes without a way back that somebody accepted. */
export function addRollbackAcceptances(group: Group, { io, finish }: Session): void {
  online(group, 'accepted', 'changes without a way back that somebody accepted, the newest first')
    .option('--client <name>', 'at one client')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['open', 'all'] as const).default('open' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = { state: options.state, ...(client === null ? {} : { clientId: client.id }) };
      const page = await pagesOf((query) => api('listNoWayBack', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text =
        page.items.length === 0 ? 'Nobody accepted changes without a way back.' : acceptancesText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}

/** `fettle rollback accept PATTERN`: a named person accepts that there is no way back. */
export function addRollbackAccept(group: Group, { io, finish }: Session): void {
  online(group, 'accept', 'record that a named person accepts changes without a way back, until a time')
    .argument('<software>', 'the name of a package; * stands for any text')
    .requiredOption('--client <name>', 'at this client')
    .requiredOption('--accepted-by <name>', 'who answers for it')
    .requiredOption('--because <text>', 'why')
    .requiredOption('--until <time>', 'the last day, or a time, within a year')
    .option('--site <name...>', 'at some of its sites only')
    .option('--device <name...>', 'on some of its devices only')
    .action(async (software, options) => {
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const accepted = await api('acceptNoWayBack', {
        body: {
          clientId: client.id,
          scope: await scopeOf(api, client.id, options),
          software,
          reason: options.because,
          acceptedBy: options.acceptedBy,
          until: instantOf('until', options.until, io.zone, io.now(), 'ends'),
        },
      });
      finish(options, { json: accepted, text: acceptancesText(screenOf(io), [accepted]) });
    });
}

type Scope = CallInput<'acceptNoWayBack'>['body']['scope'];

async function scopeOf(
  api: ApiClient,
  clientId: string,
  { site, device }: { readonly site?: readonly string[] | undefined; readonly device?: readonly string[] | undefined },
): Promise<Scope> {
  if (site !== undefined && device !== undefined) throw usage('Say --site or --device, not both: say it twice.');
  if (site !== undefined)
    return { kind: 'site', ids: (await Promise.all(site.map((one) => findSite(api, clientId, one)))).map(({ id }) => id) };
  if (device === undefined) return { kind: 'client' };
  return { kind: 'devices', ids: (await Promise.all(device.map((one) => findDevice(api, one, clientId)))).map(({ id }) => id) };
}

/** `fettle rollback end-acceptance ID`: takes one back. */
export function addRollbackEndAcceptance(group: Group, { io, finish }: Session): void {
  online(group, 'end-acceptance', 'take an acceptance back before its end')
    .argument('<acceptance>', 'its id or the end of it, as `fettle rollback accepted` shows it')
    .requiredOption('--because <text>', 'why')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findAcceptance(api, named);
      const ended = await api('endNoWayBack', { params: { id }, body: { because: options.because } });
      finish(options, { json: ended, text: acceptancesText(screenOf(io), [ended]) });
    });
}

/** The acceptance that is meant, among those that stand. */
async function findAcceptance(api: ApiClient, text: string): Promise<string> {
  const { items } = await pagesOf((query) => api('listNoWayBack', { query: { ...query, state: 'open' } }), 2000);
  const all = items.map(({ id, software, clientName }) => ({ id, name: id, label: `${software} of ${clientName}` }));
  return findOne('acceptance', text, all, 'fettle rollback accepted shows them; name it by its id.').id;
}
