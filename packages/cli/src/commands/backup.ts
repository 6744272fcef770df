import { readBackupFile } from '@fettle/core/rollback';
import type { ApiClient, CallInput, CallOutput } from '@fettle/protocol/client';
import { Option } from '@commander-js/extra-typings';
import { instantOf } from '../calendar/instant.ts';
import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { linesOf } from '../lines.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { backupsText, recordedText } from '../output/rollback-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Body = CallInput<'recordBackups'>['body'];
type Recorded = CallOutput<'recordBackups'>;
/** As many as one call may have. */
const atOnce = 1_000;

/** `fettle backup record DEVICE`: one backup or test of a restore. */
export function addBackupRecord(group: Group, { io, finish }: Session): void {
  online(group, 'record', 'record that a device was backed up, or that a restore was tested')
    .argument('<device>', 'its name or id')
    .option('--client <name>', 'of this client, where several have a device of that name')
    .option('--at <time>', 'when it ended', 'now')
    .addOption(new Option('--what <what>', 'what was done').choices(['backup', 'restore-test'] as const).default('backup' as const))
    .option('--failed', 'it failed')
    .option('--kind <words>', 'how it was made, such as "image" or "database dump"')
    .option('--tool <name>', 'by which tool')
    .option('--covers <words>', 'what it holds; left out: all of the device')
    .option('--seconds <number>', 'of a restore: how long it took')
    .option('--note <text>', 'what else there is to say')
    .option('--attachment <sha256>', 'of a document that shows it and is kept elsewhere')
    .option('--script', 'a script says so: without this it counts as entered by hand')
    .action(async (device, options) => {
      if (options.seconds !== undefined && !/^\d+$/.test(options.seconds)) throw usage('--seconds is a whole number.');
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const { kind, tool, covers, note, attachment } = options;
      const item: Body['items'][number] = {
        device,
        ...(client === null ? {} : { clientId: client.id }),
        what: options.what,
        at: instantOf('at', options.at, io.zone, io.now(), 'begins'),
        ok: options.failed !== true,
        ...(kind === undefined ? {} : { kind }),
        tool: tool ?? null,
        covers: covers ?? null,
        seconds: options.seconds === undefined ? null : Number(options.seconds),
        note: note ?? null,
        attachment: attachment ?? null,
      };
      const recorded = await api('recordBackups', { body: { items: [item], source: options.script === true ? 'cli' : 'hand' } });
      finish(options, { json: recorded, text: recordedText(screenOf(io), recorded) });
    });
}

/** `fettle backup import FILE`: what a backup tool exported. */
export function addBackupImport(group: Group, { io, finish }: Session): void {
  online(group, 'import', 'record what a backup tool exported: CSV with the columns device, at, ok and more, or JSON')
    .argument('<file>', 'the file; - for standard input')
    .option('--client <name>', 'devices of this client')
    .action(async (file, options) => {
      const { items, problems } = readBackupFile([...linesOf(io.folder, file)].join('\n'));
      if (items.length === 0)
        throw new Refused({
          code: 'cli.not-backups',
          title: 'The file holds no backups that can be read',
          detail: problems[0] ?? 'It is empty.',
          remedy: 'Give it the columns device, at and ok, or a JSON list of such items. Nothing was sent.',
          errors: [],
        });
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const recorded = await sendAll(
        api,
        items.map((item) => ({ ...item, ...(client === null ? {} : { clientId: client.id }) })),
      );
      finish(options, { json: { ...recorded, unread: problems }, text: recordedText(screenOf(io), recorded, problems) });
    });
}

async function sendAll(api: ApiClient, items: Body['items']): Promise<Recorded> {
  const all: Recorded = { recorded: 0, known: 0, unknown: [] };
  for (let from = 0; from < items.length; from += atOnce) {
    const sent = await api('recordBackups', { body: { items: items.slice(from, from + atOnce), source: 'cli' } });
    all.recorded += sent.recorded;
    all.known += sent.known;
    all.unknown.push(...sent.unknown.map((one) => ({ ...one, index: one.index + from })));
  }
  return all;
}

/** `fettle backup list`: backups and tests of restores as they were told. */
export function addBackupList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'backups and tests of restores as they were told, the newest recorded first')
    .option('--client <name>', 'at one client')
    .option('--device <name>', 'of one device')
    .addOption(new Option('--what <what>', 'only these').choices(['backup', 'restore-test'] as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        ...(client === null ? {} : { clientId: client.id }),
        ...(options.device === undefined ? {} : { deviceId: (await findDevice(api, options.device, client?.id)).id }),
        ...(options.what === undefined ? {} : { what: options.what }),
      };
      const page = await pagesOf((query) => api('listBackups', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text = page.items.length === 0 ? 'No backup was told of.' : backupsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}
