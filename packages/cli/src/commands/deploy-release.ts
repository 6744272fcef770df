import { connect } from '../connection/api.ts';
import { findDeployment, findDevice } from '../connection/find.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import type { Deployment } from '../deployments/types.ts';
import { screenOf } from '../output/screen.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy release ID`: lifts a hold, saying what is accepted. */
export function addDeployRelease(group: Group, { io, finish }: Session): void {
  online(group, 'release', 'release a hold, saying what is accepted')
    .argument('<deployment>', 'id, its last characters, or title')
    .argument('[hold]', 'which hold, where there are several: its id or its reason')
    .requiredOption('--because <text>', 'what is accepted, and why')
    .option('--accept <device...>', 'devices whose bad or unknown end is accepted')
    .option('--accept-all', 'accept every device that this hold is about')
    .action(async (named, which, options) => {
      const { api } = connect(io, options);
      const before = await api('getDeployment', { params: { id: await findDeployment(api, named) } });
      const holdId = holdOf(before, which);
      const accepting = options.acceptAll === true ? before.acceptable.find((one) => one.holdId === holdId) : undefined;
      const acceptedDeviceIds = [...(accepting?.deviceIds ?? [])];
      for (const device of options.accept ?? []) acceptedDeviceIds.push(await acceptedDevice(api, before, device));
      const body = { holdId, because: options.because, acceptedDeviceIds: [...new Set(acceptedDeviceIds)] };
      const deployment = await api('releaseDeployment', { params: { id: before.id }, body });
      finish(options, { json: deployment, text: deploymentText(screenOf(io), deployment) });
    });
}

/** The hold that is meant: the named one, or the only one that a person can release. */
export function holdOf({ holds, title }: Pick<Deployment, 'holds' | 'title'>, which: string | undefined): string {
  const meant = holds.filter(({ id, reason }) => (which === undefined ? reason !== 'approval' : id === which || reason === which));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only.id;
  throw new Refused({
    code: meant.length === 0 ? 'cli.not-found' : 'cli.ambiguous',
    title: meant.length === 0 ? 'There is no such hold' : 'There are several holds',
    detail: meant.length === 0 ? `“${title}” has no hold like that.` : `Which hold of “${title}” is to be released?`,
    remedy: holds.length === 0 ? 'Nothing is to be released.' : 'Name one of its holds by its id.',
    errors: holds.map(({ id, reason, detail }) => ({ path: id, message: `${reason}: ${detail}` })),
  });
}

/** A run of this deployment by its device's name, else any device. */
async function acceptedDevice(api: Parameters<typeof findDevice>[0], { runs, clientId }: Deployment, named: string): Promise<string> {
  const own = runs.filter(({ deviceName, deviceId }) => deviceName === named || deviceId === named);
  const [only] = own;
  return only !== undefined && own.length === 1 ? only.deviceId : (await findDevice(api, named, clientId)).id;
}
