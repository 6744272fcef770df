import { readDays } from '@fettle/core/ics';
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { linesOf } from '../lines.ts';
import { holidayListsText, holidayListText } from '../output/calendar-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type List = CallOutput<'listHolidayLists'>['items'][number];
const yearsAhead = 5;

/** `fettle holidays list [NAME]`: lists of days on which windows do not open. */
export function addHolidaysList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'lists of days on which windows do not open; of one list its days')
    .argument('[name]', 'one list')
    .option('--client <name>', 'those that this client may name: its own and those of all clients')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      if (name !== undefined) {
        const list = await api('getHolidayList', { params: { id: (await findList(api, name, client?.id ?? null)).id } });
        return finish(options, { json: list, text: holidayListText(screenOf(io), list) });
      }
      const lists = await api('listHolidayLists', { query: client === null ? {} : { clientId: client.id } });
      const text =
        lists.items.length === 0
          ? 'There are no lists of holidays. fettle holidays import makes one.'
          : holidayListsText(screenOf(io), lists.items);
      finish(options, { json: lists, text });
    });
}

/** `fettle holidays import FILE`: an iCalendar file as a list, or as the new state of one. */
export function addHolidaysImport(group: Group, { io, finish }: Session): void {
  online(group, 'import', 'read whole days from an iCalendar file (.ics) into a list, which has exactly these days afterwards')
    .argument('<file>', 'the .ics file; - for standard input')
    .requiredOption('--name <name>', 'of the list; one of that name is replaced')
    .option('--client <name>', 'a list of this client; without it, of all clients')
    .action(async (file, options) => {
      const today = io.now().toZonedDateTimeISO(io.zone).toPlainDate();
      const first = today.with({ month: 1, day: 1 });
      const read = readDays([...linesOf(io.folder, file)].join('\n'), first.toString(), first.add({ years: yearsAhead }).toString());
      if (!read.ok)
        throw new Refused({
          code: 'cli.not-a-calendar',
          title: 'The file can not be read as a calendar',
          detail: read.sentence,
          remedy: 'Export it again as iCalendar (.ics). Nothing was sent.',
        });
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const holidays = read.days.map(({ day, name }) => ({ day, name }));
      const { items } = await api('listHolidayLists', { query: client === null ? {} : { clientId: client.id } });
      const known = items.find((one) => one.clientId === (client?.id ?? null) && one.name.toLowerCase() === options.name.toLowerCase());
      const list =
        known === undefined
          ? await api('createHolidayList', { body: { clientId: client?.id ?? null, name: options.name, holidays } })
          : await api('saveHolidayList', { params: { id: known.id }, body: { name: known.name, holidays, basedOn: known.version } });
      finish(options, {
        json: { ...list, leftOut: read.leftOut, problems: read.problems },
        text: holidayListText(screenOf(io), list, read.problems, read.leftOut),
      });
    });
}

/** `fettle holidays remove NAME`. */
export function addHolidaysRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'remove a list that no policy names')
    .argument('<name>', 'its name or id')
    .option('--client <name>', 'of this client')
    .requiredOption('--because <text>', 'why')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const list = await findList(api, name, client?.id ?? null);
      const done = await api('removeHolidayList', { params: { id: list.id }, body: { because: options.because } });
      finish(options, { json: done, text: `The list “${list.name}” is removed.` });
    });
}

async function findList(api: ApiClient, text: string, clientId: string | null): Promise<List> {
  const { items } = await api('listHolidayLists', { query: clientId === null ? {} : { clientId } });
  const wanted = text.trim().toLowerCase();
  const found = items.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Refused({
    code: found.length === 0 ? 'cli.not-found' : 'cli.ambiguous',
    title: found.length === 0 ? 'There is no such list' : 'There are several lists of that name',
    detail: `${found.length === 0 ? 'No list' : 'More than one list'} that you may see is called ${JSON.stringify(text)}.`,
    remedy: 'fettle holidays list shows them; name it by its id, or say --client.',
    errors: found.slice(0, 20).map(({ id, clientName }) => ({ path: id, message: clientName ?? 'all clients' })),
  });
}
