/** The policy of one device with every setting explained: who says it, since when, and what it goes before; and the groups that it is in, and why. */
import { deviceSettings, explainGroup, settingNames, settingWords } from '@fettle/core/policy';
import type { EffectivePolicy, SettingName } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { readDeviceFacts } from './device-facts.ts';
import { groupsFor } from './groups-store.ts';
import { appliesTo, lay, notWhole } from './lay.ts';
import { originView, saidView } from './level-views.ts';
import { readLevels } from './levels-store.ts';
import { clientsOf } from './owners.ts';

type View = CallOutput<'getDevicePolicy'>;

export const devicePolicy: Handler<'getDevicePolicy'> = async ({ context, actor, params }) => {
  const scope = clientsOf(actor, 'policy.read');
  const none = () => refuse('not-found', 'There is no such device, or it is out of your reach.');
  const found = await inClients(context.db, scope, (tx) =>
    tx
      .selectFrom('device')
      .select(['client_id', 'id'])
      .where('id', '=', params.id)
      .where('client_id', 'in', scope.length === 0 ? [providerId] : scope)
      .executeTakeFirst(),
  );
  if (found === undefined) return none();
  const clientId = found.client_id;
  return inClients(context.db, [clientId], async (tx) => {
    const rows = await readLevels(tx, clientId, [found.id]);
    const groups = await groupsFor(tx, clientId);
    const rules = [...groups.map(({ rule }) => rule), ...rows.flatMap(({ rule }) => (rule === null ? [] : [rule]))];
    const [device] = await readDeviceFacts(tx, [clientId], rules, [found.id]);
    if (device === undefined) return refuse('not-found', 'The device is retired: no policy holds for it any more.');
    const laid = lay(rows.filter((row) => appliesTo(row, device)));
    const because = notWhole(laid);
    return {
      deviceId: device.deviceId,
      deviceName: device.name,
      clientId,
      whole: because === null,
      because,
      settings: settingNames.map((name) => settingView(laid.effective, name)),
      from: laid.effective.from.map(originView),
      groups: groups.map((group) => {
        const said = explainGroup(group.rule, device);
        return {
          id: group.id,
          name: group.name,
          of: group.client_id === null ? ('provider' as const) : ('client' as const),
          rank: group.rank,
          answer: said.answer,
          because: said.because.map(({ sentence }) => sentence),
          policyId: group.policy_id,
        };
      }),
    } satisfies View;
  });
};

function settingView<Name extends SettingName>(effective: EffectivePolicy, name: Name): View['settings'][number] {
  const setting = effective.settings[name];
  return {
    setting: name,
    label: settingWords[name],
    of: deviceSettings.some((one) => one === name) ? 'device' : 'deployment',
    said: setting === undefined ? null : saidView(name, setting),
    overrode: setting === undefined ? [] : setting.overrode.map((one) => saidView(name, one)),
  };
}
