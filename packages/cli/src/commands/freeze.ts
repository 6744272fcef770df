import { Option } from '@commander-js/extra-typings';
import type { ApiClient, CallInput } from '@fettle/protocol/client';
import { instantOf } from '../calendar/instant.ts';
import { connect } from '../connection/api.ts';
import { findClient, findOne, findSite } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { freezesTakenText } from '../output/ics-text.ts';
import { freezesText, freezeText } from '../output/calendar-text.ts';
import { linesOf } from '../lines.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Body = CallInput<'declareFreeze'>['body'];

/** `fettle freeze list`: when nothing new starts. */
export function addFreezeList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'when nothing new starts, the newest first')
    .option('--client <name>', 'at one client; those of all clients are shown too')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['open', 'past', 'all'] as const).default('open' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = { state: options.state, ...(client === null ? {} : { clientId: client.id }) };
      const page = await pagesOf((query) => api('listFreezes', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text = page.items.length === 0 ? 'Nothing is frozen.' : freezesText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}

/** `fettle freeze add NAME`: nothing new starts from then until then. */
export function addFreezeAdd(group: Group, { io, finish }: Session): void {
  online(group, 'add', 'say when nothing new starts; what runs is finished')
    .argument('<name>', 'by which people know it, such as "Christmas trade"')
    .option('--client <name>', 'at this client')
    .option('--all', 'at all clients')
    .option('--site <name...>', 'at some of its sites only')
    .option('--ring <name...>', 'for rings of this name only')
    .option('--from <time>', 'a day, a time by your clock or an instant', 'now')
    .requiredOption('--until <time>', 'the last day, or a time')
    .requiredOption('--because <text>', 'why nothing may be changed')
    .option('--except-urgent', 'let deployments through of which every update was urgent when they were planned')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const client = await ownerOf(api, options);
      const time = (option: 'from' | 'until') =>
        instantOf(option, options[option], io.zone, io.now(), option === 'from' ? 'begins' : 'ends');
      const freeze = await api('declareFreeze', {
        body: {
          clientId: client?.id ?? null,
          name,
          reason: options.because,
          scope: await scopeOf(api, client?.id ?? null, options),
          from: options.from === 'now' ? null : time('from'),
          until: time('until'),
          exceptUrgent: options.exceptUrgent === true,
        },
      });
      finish(options, { json: freeze, text: freezeText(screenOf(io), freeze) });
    });
}

type Scope = { readonly site?: readonly string[] | undefined; readonly ring?: readonly string[] | undefined };

async function scopeOf(api: ApiClient, clientId: string | null, { site, ring }: Scope): Promise<Body['scope']> {
  if (site !== undefined && ring !== undefined) throw usage('Say --site or --ring, not both: say it twice.');
  if (clientId === null) {
    if (site !== undefined || ring !== undefined) throw usage('Sites and rings are those of one client: say --client.');
    return { kind: 'all' };
  }
  if (ring !== undefined) return { kind: 'rings', names: [...ring] };
  if (site === undefined) return { kind: 'client' };
  return { kind: 'sites', ids: (await Promise.all(site.map((one) => findSite(api, clientId, one)))).map(({ id }) => id) };
}

/** `fettle freeze import FILE`: the timed events of a calendar file; --dry-run says what each would become. */
export function addFreezeImport(group: Group, { io, finish }: Session): void {
  online(group, 'import', 'declare the timed events of an iCalendar file (.ics) as freezes; what stands already is not declared twice')
    .argument('<file>', 'the .ics file; - for standard input')
    .option('--client <name>', 'at this client')
    .option('--all', 'at all clients')
    .option('--event <name...>', 'only events of these names')
    .requiredOption('--because <text>', 'why nothing may be changed')
    .option('--except-urgent', 'let deployments through of which every update was urgent when they were planned')
    .option('--dry-run', 'declare nothing; say what each event would become, or why it becomes nothing')
    .action(async (file, options) => {
      const { api } = connect(io, options);
      const client = await ownerOf(api, options);
      const taken = await api('importFreezes', {
        body: {
          clientId: client?.id ?? null,
          reason: options.because,
          ics: [...linesOf(io.folder, file)].join('\n'),
          ...(options.event === undefined ? {} : { names: options.event }),
          exceptUrgent: options.exceptUrgent === true,
          dryRun: options.dryRun === true,
        },
      });
      finish(options, { json: taken, text: freezesTakenText(screenOf(io), taken) });
    });
}

async function ownerOf(api: ApiClient, { client, all }: { readonly client?: string | undefined; readonly all?: boolean | undefined }) {
  if ((client === undefined) === (all !== true)) throw usage('Say whom it is for: --client NAME or --all, one of them.');
  return client === undefined ? null : findClient(api, client);
}

/** `fettle freeze end ID`: before its time; what it held goes on by itself. */
export function addFreezeEnd(group: Group, { io, finish }: Session): void {
  online(group, 'end', 'end a freeze before its time: what it held goes on by itself')
    .argument('<freeze>', 'its name, its id or the end of it, as `fettle freeze list` shows it')
    .requiredOption('--because <text>', 'why')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const id = await findFreeze(api, text);
      const freeze = await api('endFreeze', { params: { id }, body: { because: options.because } });
      finish(options, { json: freeze, text: freezeText(screenOf(io), freeze) });
    });
}

/** The freeze that is meant, among those that are not over. */
async function findFreeze(api: ApiClient, text: string): Promise<string> {
  const { items } = await pagesOf((query) => api('listFreezes', { query: { ...query, state: 'open' } }), 2000);
  const all = items.map(({ id, name, clientName }) => ({ id, name, label: `${name} of ${clientName ?? 'all clients'}` }));
  return findOne('freeze', text, all, 'fettle freeze list shows them; name it by its id.').id;
}
