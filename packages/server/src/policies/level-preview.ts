/** The policy of a level before it is saved: what it would say, what that goes before, and for how many devices. */
import { inGroup, maySay, parsePolicyPart, policyLevels, settingNames, settingWords } from '@fettle/core/policy';
import type { EffectivePolicy, SettingName } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import type { Handler, Tx } from '../platform/feature.ts';
import { readDeviceFacts } from './device-facts.ts';
import { readGroup } from './groups-store.ts';
import { appliesTo, lay } from './lay.ts';
import { lintsOf, saidView, wordsIn, zonesOf } from './level-views.ts';
import { readLevelAt, readLevels, readProviderLevel } from './levels-store.ts';
import type { LevelRow } from './levels-store.ts';
import { clientsOf, ownerMissing } from './owners.ts';
import { subjectOf } from './place.ts';
import type { Place } from './place.ts';

type Preview = CallOutput<'previewPolicyLevel'>;

export const previewLevel: Handler<'previewPolicyLevel'> = async ({ context, actor, body }) => {
  const { level, clientId, subjectId } = body;
  const scope = clientsOf(actor, 'policy.read', clientId ?? undefined);
  if (clientId !== null && scope.length === 0) return ownerMissing();
  return inClients(context.db, scope, async (tx) => {
    const place = { level, clientId, subjectId };
    const subject = await subjectOf(tx, place);
    if (typeof subject !== 'string') return subject;
    const read = body.body === null ? null : parsePolicyPart(body.body, level);
    const settings = read?.ok === true ? read.part.settings : {};
    const current = await readLevelAt(tx, place);
    const above = lay(await levelsAbove(tx, place, scope)).effective;
    const zones = await zonesOf(tx, scope);
    return {
      subject,
      problems: read === null || read.ok ? [] : [...read.problems],
      devices: await countDevices(tx, place, scope),
      current: current === undefined ? null : { id: current.id, version: current.version },
      settings: settingNames
        .filter((name) => maySay(level, name))
        .map((name) => ({ setting: name, label: settingWords[name], says: wordsIn(name, settings), above: aboveOf(above, name) })),
      lint: read?.ok === true ? lintsOf(read.part, zones({ level, client_id: clientId, subject_id: subjectId }), context.clock.now()) : [],
    };
  });
};

function aboveOf<Name extends SettingName>(effective: EffectivePolicy, name: Name): Preview['settings'][number]['above'] {
  const said = effective.settings[name];
  return said === undefined ? null : saidView(name, said);
}

/** What holds there without this level. Of a site or a group, what its client and the provider say: its devices may be in other groups besides. */
async function levelsAbove(tx: Tx, place: Place, scope: readonly string[]): Promise<readonly LevelRow[]> {
  const { level, clientId, subjectId } = place;
  if (level === 'provider') return [];
  if (clientId === null) {
    const provider = await readProviderLevel(tx);
    return provider === undefined ? [] : [provider];
  }
  const rows = await readLevels(tx, clientId, level === 'device' && subjectId !== null ? [subjectId] : []);
  if (level === 'device') {
    const wider = rows.filter((row) => row.level !== 'device');
    const [device] = await readDeviceFacts(
      tx,
      scope,
      wider.flatMap(({ rule }) => (rule === null ? [] : [rule])),
      subjectId === null ? [] : [subjectId],
    );
    return device === undefined ? [] : wider.filter((row) => appliesTo(row, device));
  }
  const wide = level === 'client' ? 1 : 2;
  return rows.filter((row) => policyLevels.indexOf(row.level) < wide);
}

async function countDevices(tx: Tx, { level, clientId, subjectId }: Place, scope: readonly string[]): Promise<number> {
  if (level === 'device') return 1;
  if (level !== 'group') {
    const devices = await readDeviceFacts(tx, scope, []);
    return level === 'site' ? devices.filter(({ siteId }) => siteId === subjectId).length : devices.length;
  }
  const group = subjectId === null ? undefined : await readGroup(tx, clientId === null ? [] : [clientId], subjectId);
  if (group === undefined) return 0;
  const devices = await readDeviceFacts(tx, scope, [group.rule]);
  return devices.filter((device) => inGroup(group.rule, device) === 'yes').length;
}
