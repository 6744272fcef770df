import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { planText } from '../deployments/plan-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import { waitForPlan } from '../deployments/wait-for-plan.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { trialsText } from '../output/rollback-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle drill start DEVICE`: a change that goes forward, is checked, and is taken back; approved like any other. */
export function addDrillStart(group: Group, { io, finish }: Session): void {
  online(group, 'start', 'propose a drill: the device takes its updates, is checked, and goes back')
    .argument('<device...>', 'their names or ids, of one client')
    .requiredOption('--because <text>', 'why')
    .option('--client <name>', 'of this client, where several have a device of that name')
    .option('--lane <name>', 'the updates of this lane, where the policy has several')
    .option('--wait <minutes>', 'wait so long for the devices', '15')
    .action(async (names, options) => {
      const connection = connect(io, options);
      const { api } = connection;
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const devices = await Promise.all(names.map((name) => findDevice(api, name, client?.id)));
      const proposed = await api('proposeDeployment', {
        body: {
          clientId: devices[0]?.clientId ?? '',
          title: `Drill: ${devices.map(({ name }) => name).join(', ')}`.slice(0, 200),
          reason: options.because,
          updateIds: 'policy',
          deviceIds: devices.map(({ id }) => id),
          drill: true,
          ...(options.lane === undefined ? {} : { lane: options.lane }),
        },
      });
      const deployment = await waitForPlan(io, connection, proposed.id, options, []);
      finish(options, { json: deployment, text: planText(screenOf(io), deployment, readSpec(deployment)) });
    });
}

/** `fettle drill list`: drills that were held, and how they ended. */
export function addDrillList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'drills that were held, and how they ended, the newest first')
    .option('--client <name>', 'at one client')
    .option('--device <name>', 'of one device')
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        what: 'drill' as const,
        ...(client === null ? {} : { clientId: client.id }),
        ...(options.device === undefined ? {} : { deviceId: (await findDevice(api, options.device, client?.id)).id }),
      };
      const page = await pagesOf((query) => api('listTrials', { query: { ...query, ...filter } }), mostRows(options.limit));
      const text = page.items.length === 0 ? 'No drill was held yet.' : trialsText(screenOf(io), page.items) + listEnd(page);
      finish(options, { json: page, text });
    });
}
