import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { checklistText } from '../output/checklist-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle checklist CLIENT`: how it stands in each of the twelve steps. Its exit code tells scripts whether one is failing. */
export function addChecklist(group: Group, { io, finish }: Session): void {
  online(group, 'checklist', 'how a client stands in each of the twelve steps; exit code 1 where one is failing')
    .argument('<client>', 'name or id')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const checklist = await api('getChecklist', { params: { id } });
      const isFailing = checklist.steps.some(({ state }) => state === 'failing');
      const exit = isFailing ? exitCodes.failed.code : exitCodes.done.code;
      finish(options, { json: checklist, text: checklistText(screenOf(io), checklist), exit });
    });
}
