import { Option } from '@commander-js/extra-typings';
import type { ApiClient } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findDeployment, findDevice, findOne } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { rebuildsText, rebuildText } from '../output/rebuild-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle rebuild list`: devices that a person is to build anew. */
export function addRebuildList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'devices that a person is to build anew, the newest first')
    .option('--client <name>', 'at one client')
    .option('--deployment <deployment>', 'because of one deployment')
    .option('--device <name>', 'one device')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['open', 'over', 'all'] as const).default('open' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        state: options.state,
        ...(client === null ? {} : { clientId: client.id }),
        ...(options.deployment === undefined ? {} : { deploymentId: await findDeployment(api, options.deployment) }),
        ...(options.device === undefined ? {} : { deviceId: (await findDevice(api, options.device, client?.id)).id }),
      };
      const page = await pagesOf((query) => api('listRebuilds', { query: { ...query, ...filter } }), mostRows(options.limit));
      const none = options.state === 'open' ? 'No rebuild is awaited.' : 'There is no such rebuild.';
      finish(options, { json: page, text: page.items.length === 0 ? none : rebuildsText(screenOf(io), page.items) + listEnd(page) });
    });
}

/** `fettle rebuild await DEPLOYMENT`: a device is to be built anew, whatever is known of its change. */
export function addRebuildAwait(group: Group, { io, finish }: Session): void {
  online(group, 'await', 'have a device built anew, where that was approved as its way back from a deployment')
    .argument('<deployment>', 'its id or the end of it, or its title')
    .requiredOption('--device <name>', 'the device')
    .requiredOption('--because <text>', 'why, such as that it does not start any more')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findDeployment(api, named);
      const { clientId } = await api('getDeployment', { params: { id } });
      const { id: deviceId } = await findDevice(api, options.device, clientId);
      const awaited = await api('awaitRebuild', { params: { id }, body: { deviceId, because: options.because } });
      finish(options, { json: awaited, text: rebuildText(screenOf(io), awaited) });
    });
}

/** `fettle rebuild report ID`: it was done, or is not to be. */
export function addRebuildReport(group: Group, { io, finish }: Session): void {
  online(group, 'report', 'say that a device was built anew, or is not to be')
    .argument('<rebuild>', 'its id or the end of it, or its device, as `fettle rebuild list` shows it')
    .addOption(new Option('--as <word>', 'what became of it').choices(['done', 'dropped'] as const).makeOptionMandatory())
    .requiredOption('--note <text>', 'from what it was built, or why it is not to be')
    .option('--now-device <name>', 'the device that it is now, where it was enrolled anew')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { id, clientId } = await findRebuild(api, named);
      const nowDeviceId = options.nowDevice === undefined ? null : (await findDevice(api, options.nowDevice, clientId)).id;
      const said = await api('reportRebuild', { params: { id }, body: { what: options.as, note: options.note, nowDeviceId } });
      finish(options, { json: said, text: rebuildText(screenOf(io), said) });
    });
}

/** The rebuild that is meant, among those that are awaited. */
async function findRebuild(api: ApiClient, text: string): Promise<{ readonly id: string; readonly clientId: string }> {
  const { items } = await pagesOf((query) => api('listRebuilds', { query: { ...query, state: 'open' } }), 2000);
  const all = items.map(({ id, clientId, deviceName, deploymentTitle }) => ({
    id,
    clientId,
    name: deviceName,
    label: `${deviceName}, ${deploymentTitle}`,
  }));
  return findOne('rebuild', text, all, 'fettle rebuild list shows them; name it by its id.');
}
