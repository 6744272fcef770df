import { Option } from '@commander-js/extra-typings';
import { calendarKinds } from '@fettle/protocol/calendar';
import { connect } from '../connection/api.ts';
import { findClient, findSite } from '../connection/find.ts';
import { calendarText } from '../output/calendar-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle calendar`: what opens, what is frozen and what runs, day by day. */
export function addCalendar(group: Group, { io, finish }: Session): void {
  online(group, 'calendar', 'windows, freezes, holidays and open deployments, day by day')
    .option('--client <name>', 'of one client; those of all clients are shown too')
    .option('--site <name>', 'of one site of the client')
    .addOption(new Option('--kind <kind>', 'of one kind').choices(calendarKinds))
    .option('--days <number>', 'so many days from today, at most 100', '14')
    .action(async (options) => {
      const days = Number(options.days);
      if (!Number.isInteger(days) || days < 1 || days > 100)
        throw usage(`--days takes a number from 1 to 100, not ${JSON.stringify(options.days)}.`);
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      if (options.site !== undefined && client === null) throw usage('--site is of one client: name it with --client NAME.');
      const site = options.site === undefined || client === null ? null : await findSite(api, client.id, options.site);
      const query = {
        days,
        ...(client === null ? {} : { clientId: client.id }),
        ...(site === null ? {} : { siteId: site.id }),
        ...(options.kind === undefined ? {} : { kind: options.kind }),
      };
      const calendar = await api('getCalendar', { query });
      finish(options, { json: calendar, text: calendarText(screenOf(io), calendar) });
    });
}
