import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { calendarText } from '../output/calendar-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle calendar`: what opens, what is frozen and what runs, day by day. */
export function addCalendar(group: Group, { io, finish }: Session): void {
  online(group, 'calendar', 'windows, freezes, holidays and open deployments, day by day')
    .option('--client <name>', 'of one client; those of all clients are shown too')
    .option('--days <number>', 'so many days from today, at most 100', '14')
    .action(async (options) => {
      const days = Number(options.days);
      if (!Number.isInteger(days) || days < 1 || days > 100)
        throw usage(`--days takes a number from 1 to 100, not ${JSON.stringify(options.days)}.`);
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const calendar = await api('getCalendar', { query: { days, ...(client === null ? {} : { clientId: client.id }) } });
      finish(options, { json: calendar, text: calendarText(screenOf(io), calendar) });
    });
}
