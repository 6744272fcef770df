import { Option } from '@commander-js/extra-typings';
import { discoveredKinds } from '@fettle/core/discovered';
import type { ApiClient, CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findDevice, findOne, findSite } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { linesOf } from '../lines.ts';
import { clean } from '../output/clean.ts';
import { discoveredOneText, discoveredText } from '../output/discovered-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

const named = 'its name or id, or the end of the id';

/** `fettle discovered list`: machines without an agent. */
export function addDiscoveredList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'machines without an agent, those that need a person first')
    .option('--client <name>', 'at one client')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['gap', 'settled', 'all'] as const).default('all' as const))
    .addOption(new Option('--kind <kind>', 'of this kind').choices(discoveredKinds))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const filter = {
        state: options.state,
        ...(options.client === undefined ? {} : { clientId: (await findClient(api, options.client)).id }),
        ...(options.kind === undefined ? {} : { kind: options.kind }),
      };
      const page = await pagesOf((query) => api('listDiscovered', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text =
        page.items.length === 0 ? 'No machine without an agent is known here.' : discoveredText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}

/** `fettle discovered show MACHINE`: with its decisions and hand patches. */
export function addDiscoveredShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'one machine without an agent, with what was decided and patched by hand')
    .argument('<machine>', named)
    .option('--client <name>', 'whose machine')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const one = await api('getDiscovered', { params: { id: (await findDiscovered(api, text, options.client)).id } });
      finish(options, { json: one, text: discoveredOneText(screenOf(io), one) });
    });
}

/** `fettle discovered import FILE`: whole or not at all, and none twice. */
export function addDiscoveredImport(group: Group, { io, finish }: Session): void {
  online(group, 'import', 'take machines without an agent from a file: CSV with the column name, and if you like the others of the guide')
    .argument('<file>', 'the file; - for standard input')
    .requiredOption('--client <name>', 'machines of this client')
    .option('--source <text>', 'who or what found those of which the file does not say it', 'a file')
    .option('--dry-run', 'only say what it would change, and which lines can not be taken')
    .action(async (file, options) => {
      const csv = [...linesOf(io.folder, file)].join('\n');
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const answer = await api('importDiscovered', {
        params: { id },
        body: { csv, source: options.source, dryRun: options.dryRun === true },
      });
      const lines = [
        ...answer.problems.map(({ line, message }) => `line ${line}: ${clean(message)}`),
        ...answer.changes.map(({ line, sentence }) => `line ${line}: ${clean(sentence)}`),
        answer.applied
          ? `Machines that were taken or changed: ${answer.changed}.`
          : `Machines that would be taken or changed: ${answer.changed}. Lines that can not be taken: ${answer.wrong}.`,
      ];
      finish(options, { json: answer, text: lines.join('\n') });
    });
}

/** `fettle discovered record NAME`: one by hand. */
export function addDiscoveredRecord(group: Group, { io, finish }: Session): void {
  online(group, 'record', 'record a machine without an agent')
    .argument('<name>', 'what people call it')
    .requiredOption('--client <name>', 'whose machine')
    .addOption(new Option('--kind <kind>', 'what it is').choices(discoveredKinds).makeOptionMandatory())
    .option('--site <name>', 'where it is')
    .option('--owner <name>', 'who owns it')
    .option('--address <address>', 'its address in the network')
    .option('--serial <number>', 'its serial number')
    .option('--mac <address>', 'its MAC address, such as 00:1b:63:84:45:e6')
    .option('--system <text>', 'its operating system or firmware, as far as it is known')
    .option('--last-seen <day>', 'when it was last seen, such as 2026-03-31')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const { kind, owner = null, address = null, serial = null, mac = null, system = null, lastSeen = null } = options;
      const siteId = options.site === undefined ? null : (await findSite(api, id, options.site)).id;
      const made = await api('recordDiscovered', {
        params: { id },
        body: { name, kind, siteId, owner, address, serial, mac, system, lastSeen },
      });
      finish(options, { json: made, text: discoveredOneText(screenOf(io), made) });
    });
}

/** `fettle discovered decide MACHINE`: what it is, and who answers for it. */
export function addDiscoveredDecide(group: Group, { io, finish }: Session): void {
  online(group, 'decide', 'say that a machine is a device, is waved off until a day, is patched by hand, or is open again')
    .argument('<machine>', named)
    .option('--client <name>', 'whose machine')
    .option('--is <device>', 'it is this device, which has an agent')
    .option('--wave-off <reason>', 'it needs no agent, and why; with --person and --review')
    .option('--by-hand <days>', 'it is patched by hand once in so many days; with --person')
    .option('--reopen <reason>', 'what was decided counts no more, and why')
    .option('--person <name>', 'who answers for it')
    .option('--review <day>', 'the day by which it is looked at again, such as 2026-12-01')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const { id, clientId } = await findDiscovered(api, text, options.client);
      const body = await answerOf(api, clientId, options);
      const decided = await api('decideDiscovered', { params: { id }, body });
      finish(options, { json: decided, text: discoveredOneText(screenOf(io), decided) });
    });
}

/** `fettle discovered patched MACHINE`: what was patched by hand. */
export function addDiscoveredPatched(group: Group, { io, finish }: Session): void {
  online(group, 'patched', 'record what was patched by hand; entries are only added')
    .argument('<machine>', named)
    .option('--client <name>', 'whose machine')
    .requiredOption('--what <text>', 'what was patched, such as firmware')
    .option('--from <version>', 'the version before')
    .option('--to <version>', 'the version after')
    .requiredOption('--on <day>', 'the day, such as 2026-03-31')
    .requiredOption('--person <name>', 'who did it')
    .option('--note <text>', 'anything else')
    .action(async (text, options) => {
      const { api } = connect(io, options);
      const { id } = await findDiscovered(api, text, options.client);
      const { what, from = null, to = null, on, person, note = null } = options;
      const body = { what, fromVersion: from, toVersion: to, doneOn: on, person, note };
      const one = await api('recordDiscoveredPatch', { params: { id }, body });
      finish(options, { json: one, text: discoveredOneText(screenOf(io), one) });
    });
}

type Answer = CallInput<'decideDiscovered'>['body'];
type Said = {
  readonly is?: string | undefined;
  readonly waveOff?: string | undefined;
  readonly byHand?: string | undefined;
  readonly reopen?: string | undefined;
  readonly person?: string | undefined;
  readonly review?: string | undefined;
};

async function answerOf(api: ApiClient, clientId: string, { is, waveOff, byHand, reopen, person, review }: Said): Promise<Answer> {
  if ([is, waveOff, byHand, reopen].filter((one) => one !== undefined).length !== 1)
    throw usage('Say one of --is, --wave-off, --by-hand and --reopen.');
  if (is !== undefined) return { answer: 'enrolled', deviceId: (await findDevice(api, is, clientId)).id };
  if (reopen !== undefined) return { answer: 'reopened', because: reopen };
  if (person === undefined) throw usage('Say with --person who answers for it.');
  if (byHand !== undefined) {
    if (!/^[1-9]\d{0,2}$/.test(byHand)) throw usage(`--by-hand ${JSON.stringify(byHand)} is no number of days.`, 'Write it as 30.');
    return { answer: 'by-hand', person, rhythmDays: Number(byHand) };
  }
  if (review === undefined) throw usage('Say with --review by which day it is looked at again.');
  return { answer: 'waved-off', because: waveOff ?? '', person, reviewOn: review };
}

async function findDiscovered(
  api: ApiClient,
  text: string,
  client: string | undefined,
): Promise<{ readonly id: string; readonly clientId: string }> {
  const within = client === undefined ? {} : { clientId: (await findClient(api, client)).id };
  const { items } = await pagesOf((query) => api('listDiscovered', { query: { ...query, ...within } }), null);
  const all = items.map((one) => ({ ...one, label: `${one.name} of ${one.clientName}` }));
  return findOne('machine', text, all, 'fettle discovered list shows them.');
}
