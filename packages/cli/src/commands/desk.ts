import { Option } from '@commander-js/extra-typings';
import { deskSpans } from '@fettle/core/desk';
import type { CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { deskRecordedText, deskText, previewText } from '../output/desk-text.ts';
import { mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Choices = CallInput<'previewDesk'>['body']['choices'];

/** `fettle desk`: what is new, what would be decided, and, with what the preview said, the one confirmation. */
export function addDesk(group: Group, { io, finish }: Session): void {
  online(group, 'desk', 'the Patch Tuesday desk: what is new since your last visit, and what would be decided')
    .option('--client <name>', 'of one client')
    .addOption(new Option('--since <span>', 'new since').choices(deskSpans).default('visit' as const))
    .option('--leave <id...>', 'leave these groups open, by their id in the list')
    .option('--deploy <id...>', 'decide to deploy these too, where the desk offers it')
    .option('--preview', 'show exactly the decisions that would be recorded, and how to confirm them')
    .option('--confirm <receipt>', 'record them: the receipt that the preview printed, with the same other options')
    .option('--through', 'you are through: next time the desk shows only what comes after this')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const clientId = client?.id ?? null;
      const choices = choicesOf(options.leave ?? [], options.deploy ?? []);
      const screen = screenOf(io);
      if (options.confirm !== undefined) {
        const { at, digest } = receiptOf(options.confirm);
        const body = { clientId, span: options.since, at, choices, digest, through: options.through === true };
        const answer = await api('confirmDesk', { body });
        return finish(options, { json: answer, text: deskRecordedText(answer) });
      }
      const filter = { span: options.since, ...(clientId === null ? {} : { clientId }) };
      // What is to be left open may stand far below: where it is looked for, all of the desk is read.
      const most = options.preview === true && options.leave !== undefined ? mostRows('all') : mostRows(options.limit);
      const page = await pagesOf((query) => api('getDesk', { query: { ...query, ...filter } }), most);
      if (options.preview === true) {
        // What is to be left open may be gone for the server; here it may be mistyped, and then what was meant would be recorded.
        const stray = options.leave?.find((id) => page.items.every((one) => one.id !== id));
        if (stray !== undefined) throw usage(`${JSON.stringify(stray)} is not on this desk.`, 'Say fettle desk: it lists the ids.');
        const preview = await api('previewDesk', { body: { clientId, span: options.since, at: page.at, choices } });
        const receipt = `${page.at}/${preview.digest}`;
        return finish(options, { json: { ...preview, receipt }, text: previewText(screen, preview, receipt) });
      }
      if (choices.length > 0) throw usage('--leave and --deploy go with --preview, and with --confirm after it.');
      if (options.through === true) await api('noteDeskVisit', { body: { clientId, at: page.at } });
      return finish(options, { json: page, text: deskText(screen, page) });
    });
}

function choicesOf(leave: readonly string[], deploy: readonly string[]): Choices {
  return [
    ...leave.map((group) => ({ group, clientId: null, choice: 'leave' as const })),
    ...deploy.map((group) => ({ group, clientId: null, choice: 'deploy' as const })),
  ];
}

/** When the desk was read, and the digest of what was shown. */
function receiptOf(text: string): { readonly at: string; readonly digest: string } {
  const [at, digest] = text.split('/');
  if (at === undefined || digest === undefined || digest === '')
    throw usage(`${JSON.stringify(text)} is no receipt.`, 'Say --preview first: it prints one.');
  return { at, digest };
}
