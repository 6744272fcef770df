import { Option } from '@commander-js/extra-typings';
import { agreedClocks } from '@fettle/protocol/agreements';
import { ownTimes } from '../agreements/agreed-times.ts';
import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { agreementsText, frameworksText } from '../output/agreements-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle framework list`: what a client can be held to. */
export function addFrameworkList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'frameworks that a client can be held to').action(async (options) => {
    const { api } = connect(io, options);
    const { items } = await api('listFrameworks', {});
    finish(options, { json: items, text: frameworksText(screenOf(io), items) });
  });
}

/** `fettle framework hold`: from a day on; said again, it changes since when and by which own times. */
export function addFrameworkHold(group: Group, { io, finish }: Session): void {
  online(group, 'hold', 'hold a client to a framework, or change since when and by which own times')
    .argument('<framework>', 'its id, as fettle framework list shows it')
    .requiredOption('--client <name>', 'this client')
    .requiredOption('--since <day>', 'from this day on, such as 2026-03-01')
    .option('--urgent <time>', 'its own time for urgent updates where the clause leaves it to the client: 72h, 14d, 1m')
    .option('--normal <time>', 'the same for normal updates')
    .addOption(new Option('--clock <event>', 'what its own times count from').choices(agreedClocks))
    .requiredOption('--because <text>', 'why')
    .action(async (framework, options) => {
      const own = ownTimes(options);
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const body = { since: options.since, own, because: options.because };
      const agreements = await api('setFramework', { params: { id, framework }, body });
      finish(options, { json: agreements, text: agreementsText(screenOf(io), agreements) });
    });
}

/** `fettle framework end`: until a day. */
export function addFrameworkEnd(group: Group, { io, finish }: Session): void {
  online(group, 'end', 'say until which day a client is held to a framework')
    .argument('<framework>', 'its id')
    .requiredOption('--client <name>', 'this client')
    .requiredOption('--until <day>', 'the last day; the day before it began: it never held')
    .requiredOption('--because <text>', 'why')
    .action(async (framework, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const body = { until: options.until, because: options.because };
      const agreements = await api('endFramework', { params: { id, framework }, body });
      finish(options, { json: agreements, text: agreementsText(screenOf(io), agreements) });
    });
}

/** `fettle framework scope`: devices out of it, or back into it. */
export function addFrameworkScope(group: Group, { io, finish }: Session): void {
  online(group, 'scope', 'take devices out of the scope of a framework or of the SLA (sla), or back into it')
    .argument('<framework>', 'its id, or sla')
    .requiredOption('--client <name>', 'of this client')
    .option('--out <device...>', 'these devices are out of its scope')
    .option('--in <device...>', 'these devices are in it again')
    .requiredOption('--because <text>', 'why')
    .action(async (framework, options) => {
      const names = options.out ?? options.in;
      if (names === undefined || (options.out !== undefined && options.in !== undefined))
        throw usage('Say --out or --in, one of them, with the devices.');
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const devices = await Promise.all(names.map((name) => findDevice(api, name, id)));
      const body = { deviceIds: devices.map((device) => device.id), inScope: options.in !== undefined, because: options.because };
      const agreements = await api('setDeviceScope', { params: { id, framework }, body });
      finish(options, { json: agreements, text: agreementsText(screenOf(io), agreements) });
    });
}
