import { connect } from '../connection/api.ts';
import { linesOf } from '../lines.ts';
import { windowsText } from '../output/ics-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy windows FILE`: what each timed event of a calendar file is as the window of a policy. Saves nothing. */
export function addPolicyWindows(group: Group, { io, finish }: Session): void {
  online(group, 'windows', 'say which window each timed event of an iCalendar file (.ics) is, for the file of a policy; saves nothing')
    .argument('<file>', 'the .ics file; - for standard input')
    .action(async (file, options) => {
      const { api } = connect(io, options);
      const read = await api('readCalendarWindows', { body: { ics: [...linesOf(io.folder, file)].join('\n') } });
      finish(options, { json: read, text: windowsText(screenOf(io), read.events) });
    });
}
