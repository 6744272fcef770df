import { connect } from '../connection/api.ts';
import { findClient, findSite } from '../connection/find.ts';
import { blocks, count, screenOf } from '../output/screen.ts';
import { time } from '../output/times.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle token create`: an enrolment token, with the lines that install and enrol. */
export function addTokenCreate(group: Group, { io, finish }: Session): void {
  online(group, 'create', 'make an enrolment token, and the line that enrols a device')
    .requiredOption('--client <name>', 'for devices of this client')
    .option('--site <name>', 'at this site; not needed where there is one')
    .option('--uses <number>', 'for so many devices, or "unlimited"', '1')
    .option('--hours <hours>', 'for so many hours', '24')
    .option('--note <text>', 'what it is for', '')
    .action(async (options) => {
      const uses = options.uses === 'unlimited' ? null : Number(options.uses);
      const hours = Number(options.hours);
      if (uses !== null && !Number.isSafeInteger(uses))
        throw usage(`--uses takes a number or "unlimited", not ${JSON.stringify(options.uses)}.`);
      if (!(hours > 0)) throw usage(`--hours takes hours, not ${JSON.stringify(options.hours)}.`);
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const site = await findSite(api, client.id, options.site);
      const made = await api('createToken', { params: { id: client.id }, body: { siteId: site.id, uses, hours, note: options.note } });
      const text = blocks(
        `For ${made.usesLeft === null ? 'any number of devices' : count(made.usesLeft, 'device')} until ${time(screenOf(io), made.expiresAt)}. It is shown this once.`,
        made.caution,
        `Install the agent and enrol:\n${made.installLine}`,
        `Enrol an agent that is installed:\n${made.enrolLine}`,
      );
      finish(options, { json: made, text });
    });
}
