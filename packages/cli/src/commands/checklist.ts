import { Option } from '@commander-js/extra-typings';
import { stepStates } from '@fettle/core/checklist';
import { connect } from '../connection/api.ts';
import { findClient, findSite } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { checklistsText, checklistText } from '../output/checklist-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { findGroup } from '../policies/place.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle checklist CLIENT`: how it stands in each of the twelve steps. Its exit code tells scripts whether one is failing. */
export function addChecklist(group: Group, { io, finish }: Session): void {
  online(group, 'checklist', 'how a client stands in each of the twelve steps; exit code 1 where one is failing')
    .argument('<client>', 'name or id')
    .option('--day <day>', 'as it was computed on a past day (UTC), e.g. 2026-03-01')
    .option('--site <name>', 'of the devices of one site')
    .option('--group <name>', 'of the devices of one group')
    .action(async (named, { site, group: groupName, ...options }) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const query = {
        ...(options.day === undefined ? {} : { day: options.day }),
        ...(site === undefined ? {} : { siteId: (await findSite(api, id, site)).id }),
        ...(groupName === undefined ? {} : { groupId: (await findGroup(api, id, groupName)).id }),
      };
      const checklist = await api('getChecklist', { params: { id }, query });
      const isFailing = checklist.steps.some(({ state }) => state === 'failing');
      const exit = isFailing ? exitCodes.failed.code : exitCodes.done.code;
      finish(options, { json: checklist, text: checklistText(screenOf(io), checklist), exit });
    });
}

/** `fettle checklists`: all clients in the twelve steps, those that need a person most first. */
export function addChecklists(group: Group, { io, finish }: Session): void {
  online(group, 'checklists', 'how all clients stand in the twelve steps, those that need a person most first')
    .option('--step <number>', 'those in front for which this step is worst')
    .addOption(new Option('--state <state>', 'only clients with this state, in --step or in any').choices(stepStates))
    .option('--day <day>', 'as it was computed on a past day (UTC), e.g. 2026-03-01')
    .option('--limit <rows>', 'at most so many clients, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const query = {
        ...(options.step === undefined ? {} : { step: Number(options.step) }),
        ...(options.state === undefined ? {} : { state: options.state }),
        ...(options.day === undefined ? {} : { day: options.day }),
      };
      const page = await pagesOf((part) => api('listChecklists', { query: { ...part, ...query } }), mostRows(options.limit));
      finish(options, { json: page, text: checklistsText(screenOf(io), page.items) + listEnd(page) });
    });
}
