/** The made-up installation’s levels of policies and groups by rule. */
import {
  deviceSettings,
  isOptional,
  settingInWords,
  settingNames,
  settingsOfPolicy,
  settingWords,
  startingPolicy,
  unsaidSettings,
} from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';

type Level = CallOutput<'getPolicyLevel'>;
type Origin = CallOutput<'getDevicePolicy'>['from'][number];

const whole = settingsOfPolicy(startingPolicy({ name: '', owner: '', reviewAt: '' }));
const all = { ...whole, ...unsaidSettings };
const brandt = clients[1];
const own = devices.filter((one) => one.clientId === brandt?.id);
const [first] = own;

const rule = { all: [{ fact: 'tier', op: 'is', value: 'important' }, { not: { fact: 'name', op: 'matches', value: 'test-*' } }] };
const base = { rule, words: 'tier is important and not (name fits test-*)', version: 2, savedAt: at(-4000), savedBy: 'Anna Müller' };
export const groups: CallOutput<'listGroups'>['items'] = [
  {
    ...base,
    id: id(20, 1),
    clientId: null,
    clientName: null,
    name: 'Important everywhere',
    rank: 10,
    policy: null,
    members: 12,
    unknown: 3,
    devices: 40,
  },
  {
    ...base,
    id: id(20, 2),
    clientId: brandt?.id ?? '',
    clientName: brandt?.name ?? '',
    name: 'Tills',
    rank: 20,
    policy: { id: id(21, 3), name: 'Tills after hours' },
    members: 2,
    unknown: 1,
    devices: 8,
  },
];
export const groupDevices: CallOutput<'getGroupDevices'>['items'] = own.slice(0, 3).map((device, n) => ({
  deviceId: device.id,
  deviceName: device.name,
  clientId: device.clientId,
  clientName: device.clientName,
  siteName: device.siteName,
  answer: n === 2 ? 'unknown' : 'yes',
  because: n === 2 ? ['Its tier is not known.'] : ['Its tier is important.', `Its name, ${device.name}, does not fit test-*.`],
}));

const about = { owner: 'Anna Müller', reviewAt: '2027-01-31', savedAt: at(-3000), savedBy: 'Anna Müller' };
const digest = '5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592';
function level(
  n: number,
  given: Pick<Level, 'level' | 'clientId' | 'clientName' | 'subjectId' | 'subject' | 'rank' | 'name'>,
  says: Partial<typeof whole>,
  lint: Level['lint'] = [],
): Level {
  const { name } = given;
  return {
    ...given,
    ...about,
    id: id(21, n),
    version: 2,
    removedAt: null,
    says: settingNames
      .filter((one) => one in says)
      .map((one) => ({ setting: one, label: settingWords[one], words: settingInWords(one, says[one] ?? all[one]) })),
    problems: [],
    lint,
    body: { name, owner: about.owner, reviewAt: about.reviewAt, ...says },
    versions: [2, 1].map((version) => ({ version, savedAt: at(-3000 - version), savedBy: 'Anna Müller', digest })),
  };
}
const ofBrandt = { clientId: brandt?.id ?? '', clientName: brandt?.name ?? '' };
const restartNever: Level['lint'] = [
  {
    code: 'restart-never',
    severity: 'attention',
    setting: 'restart',
    sentence: 'Restarts are forbidden: a new kernel is installed and not in use until somebody restarts the device.',
  },
];
export const levels: readonly Level[] = [
  level(
    1,
    { level: 'provider', clientId: null, clientName: null, subjectId: null, subject: 'the provider', rank: null, name: 'Everywhere' },
    whole,
  ),
  level(
    2,
    { ...ofBrandt, level: 'client', subjectId: null, subject: brandt?.name ?? '', rank: null, name: 'Servers' },
    { failureBudget: 2, restart: 'if-needed' },
  ),
  level(
    3,
    { ...ofBrandt, level: 'group', subjectId: id(20, 2), subject: 'Tills', rank: 20, name: 'Tills after hours' },
    { window: { rule: 'FREQ=DAILY', start: '22:00', durationMinutes: 240 }, restart: 'never' },
    restartNever,
  ),
];

function origin(n: number): Origin {
  const found = levels[n];
  if (found === undefined) throw new Error(`there is no level ${n}`);
  const { level: of, id: policyId, version, name, subject, rank, owner, reviewAt, savedAt, savedBy } = found;
  return { level: of, policyId, version, name, subject, rank, owner, reviewAt: reviewAt ?? '', savedAt, savedBy };
}
const everywhere = (name: (typeof settingNames)[number]) => ({
  words: settingInWords(name, all[name]),
  value: all[name],
  origin: origin(0),
});

export const devicePolicy: CallOutput<'getDevicePolicy'> = {
  deviceId: first?.id ?? '',
  deviceName: first?.name ?? '',
  clientId: brandt?.id ?? '',
  whole: true,
  because: null,
  settings: settingNames.map((name, n) => ({
    setting: name,
    label: settingWords[name],
    of: n < 6 ? 'device' : 'deployment',
    said: name === 'restart' ? { words: settingInWords('restart', 'never'), value: 'never', origin: origin(2) } : everywhere(name),
    overrode:
      name === 'restart'
        ? [{ words: settingInWords('restart', 'if-needed'), value: 'if-needed', origin: origin(1) }, everywhere('restart')]
        : [],
  })),
  from: [origin(0), origin(1), origin(2)],
  groups: groups.map((group, n) => ({
    id: group.id,
    name: group.name,
    of: group.clientId === null ? ('provider' as const) : ('client' as const),
    rank: group.rank,
    answer: n === 0 ? ('unknown' as const) : ('yes' as const),
    because: n === 0 ? ['Its tier is not known.'] : ['Its tier is important.'],
    policyId: group.policy?.id ?? null,
  })),
};

export const groupPreview: CallOutput<'previewGroup'> = {
  problems: [],
  words: base.words,
  members: 2,
  unknown: 1,
  devices: 8,
  sample: groupDevices,
};

export const levelPreview: CallOutput<'previewPolicyLevel'> = {
  subject: 'Tills',
  problems: [],
  devices: 2,
  current: { id: id(21, 3), version: 2 },
  settings: deviceSettings.map((name) => ({
    setting: name,
    label: settingWords[name],
    says: name === 'restart' ? 'never' : null,
    above: isOptional(name) ? null : everywhere(name),
  })),
  lint: restartNever,
};
