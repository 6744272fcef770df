import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { minutesOf, waitFor } from '../deployments/patience.ts';
import { progressOn } from '../output/progress.ts';
import { putOffText } from '../output/put-off-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle put-off`: what is not taken now, by which rule, pin, decision or device, until when, and what passes its deadline meanwhile. */
export function addPutOff(group: Group, { io, finish }: Session): void {
  online(group, 'put-off', 'updates that are put off: by what, until when, and what passes its deadline meanwhile')
    .option('--client <name>', 'of one client, line by line')
    .option('--wait <minutes>', 'for so long while the server weighs', '5')
    .action(async (options) => {
      const minutes = minutesOf(options.wait, '--wait');
      const { api } = connect(io, options);
      const query = options.client === undefined ? {} : { clientId: (await findClient(api, options.client)).id };
      const progress = progressOn(io, options);
      const { value } = await waitFor(
        { io, minutes, progress },
        () => api('getPutOff', { query }),
        ({ computing }) => computing === 0,
      );
      finish(options, { json: value, text: putOffText(screenOf(io), value) });
    });
}
