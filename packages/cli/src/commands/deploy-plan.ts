import { connect } from '../connection/api.ts';
import type { Connection } from '../connection/api.ts';
import { findClient, findDeployment, findDevice } from '../connection/find.ts';
import { planText } from '../deployments/plan-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import { findUpdates } from '../deployments/updates.ts';
import { waitForPlan } from '../deployments/wait-for-plan.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Wish = {
  readonly client?: string | undefined;
  readonly update?: readonly string[] | undefined;
  readonly policy?: boolean | undefined;
  readonly device?: readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly reason?: string | undefined;
  readonly expires: string;
  readonly of?: string | undefined;
  readonly lane?: string | undefined;
};

/** `fettle deploy plan`: proposes, waits for the simulations, and shows what would be approved. */
export function addDeployPlan(group: Group, { io, finish }: Session): void {
  online(group, 'plan', 'propose a deployment, let the devices simulate it, show what would be done')
    .option('--client <name>', 'of this client')
    .option('--update <update...>', 'these updates: id, name, or name=version')
    .option('--policy', 'every update that the policy selects')
    .option('--device <device...>', 'on these devices only')
    .option('--lane <name>', 'of a policy with lanes: the one to take')
    .option('--title <text>', 'what it is called')
    .option('--reason <text>', 'why')
    .option('--expires <days>', 'nothing of it starts after so many days', '14')
    .option('--of <deployment>', 'wait on for a proposal that was made before')
    .option('--without <device...>', 'plan without these devices')
    .option('--wait <minutes>', 'wait so long for the devices', '15')
    .action(async (options) => {
      const connection = connect(io, options);
      const proposed = await proposal(connection, options);
      const without: string[] = [];
      for (const named of options.without ?? []) without.push((await findDevice(connection.api, named, proposed.clientId)).id);
      const deployment = await waitForPlan(io, connection, proposed.id, options, without);
      finish(options, { json: deployment, text: planText(screenOf(io), deployment, readSpec(deployment)) });
    });
}

async function proposal({ api }: Connection, wish: Wish): Promise<{ readonly id: string; readonly clientId: string }> {
  if (wish.of !== undefined) return api('getDeployment', { params: { id: await findDeployment(api, wish.of) } });
  if (wish.client === undefined) throw usage('Say for which client: --client NAME.');
  if ((wish.update === undefined) === (wish.policy !== true))
    throw usage('Say which updates: --update NAME (again for more), or --policy for all that the policy selects.');
  const expiresInDays = Number(wish.expires);
  if (!(expiresInDays > 0)) throw usage(`--expires takes days, not ${JSON.stringify(wish.expires)}.`);
  const client = await findClient(api, wish.client);
  const devices: string[] = [];
  for (const named of wish.device ?? []) devices.push((await findDevice(api, named, client.id)).id);
  return api('proposeDeployment', {
    body: {
      clientId: client.id,
      title: wish.title ?? titleOf(wish),
      reason: wish.reason ?? '',
      updateIds: wish.update === undefined ? 'policy' : await findUpdates(api, client.id, wish.update),
      deviceIds: devices.length === 0 ? null : devices,
      expiresInDays,
      ...(wish.lane === undefined ? {} : { lane: wish.lane }),
    },
  });
}

function titleOf({ update }: Wish): string {
  if (update === undefined) return 'All updates of the policy';
  const names = update.slice(0, 3).join(', ');
  return `Update ${update.length > 3 ? `${names} and ${update.length - 3} more` : names}`;
}
