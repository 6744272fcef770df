import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { clientsOfMonthText, monthsText, monthText } from '../output/month-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { writeDocuments } from './documents.ts';

/** `fettle month CLIENT`: its report of a month, on the screen or as a document. */
export function addMonth(group: Group, { io, finish }: Session): void {
  online(group, 'month', 'the monthly report of a client: deadlines met and missed, what was done, what waits for the client')
    .argument('<client>', 'name or id')
    .option('--of <month>', 'e.g. 2026-10; otherwise the newest that is made, or the one that runs')
    .option('--html <file>', 'the document as HTML into this file')
    .option('--pdf <file>', 'the document as PDF into this file')
    .action(async (named, options) => {
      const of = monthOf(options.of);
      const { api, document } = connect(io, options);
      const { id } = await findClient(api, named);
      const month = of ?? (await newest(api('listMonths', { params: { id } })));
      const params = { id, month };
      const written = await writeDocuments(io, document, options, { html: 'getMonthDocument', pdf: 'getMonthPdf' }, params);
      if (written !== null) return finish(options, written);
      const view = await api('getMonth', { params });
      finish(options, { json: view, text: monthText(screenOf(io), view) });
    });
}

/** `fettle months`: all clients in a month, or all months of a client. */
export function addMonths(group: Group, { io, finish }: Session): void {
  online(group, 'months', 'how all clients met the deadlines of a month, the lowest share first; with --client the months of one')
    .option('--of <month>', 'e.g. 2026-10; otherwise the last one')
    .option('--client <name>', 'the reports of this client, the newest first')
    .action(async (options) => {
      const of = monthOf(options.of);
      const { api } = connect(io, options);
      if (options.client === undefined) {
        const found = await api('listClientsOfMonth', { query: of === undefined ? {} : { month: of } });
        return finish(options, { json: found, text: clientsOfMonthText(screenOf(io), found) });
      }
      if (of !== undefined) throw usage('--of goes with all clients; fettle month CLIENT --of MONTH shows one of a client.');
      const { id } = await findClient(api, options.client);
      const found = await api('listMonths', { params: { id } });
      finish(options, { json: found, text: monthsText(screenOf(io), found) });
    });
}

async function newest(
  asked: Promise<{ readonly running: string; readonly items: readonly { readonly month: string }[] }>,
): Promise<string> {
  const { running, items } = await asked;
  return items[0]?.month ?? running;
}

function monthOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw usage(`--of takes a month such as 2026-10, not ${JSON.stringify(text)}.`);
  return text;
}
