/** Levels of policies, what holds for a device, and groups, for a terminal. */
import { unsaidInWords } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { time } from './times.ts';

type Level = CallOutput<'getPolicyLevel'>;
type Effective = CallOutput<'getDevicePolicy'>;
type Origin = Effective['from'][number];
type Group = CallOutput<'getGroup'>;
type GroupDevice = CallOutput<'getGroupDevices'>['items'][number];

export function levelText(screen: Screen, policy: Level): string {
  const of = policy.level === 'provider' ? 'the provider' : `${policy.level} ${clean(policy.subject)}`;
  return blocks(
    screen.paint(`${clean(policy.name)}, of ${of}`, 'strong'),
    facts(screen, [
      ['Client', policy.clientName === null ? 'all' : clean(policy.clientName)],
      ['Rank', policy.rank === null ? null : String(policy.rank)],
      ['Version', `${policy.version}, saved ${time(screen, policy.savedAt)} by ${clean(policy.savedBy)}`],
      ['Owner', clean(policy.owner)],
      ['Review by', policy.reviewAt],
      ['Id', policy.id],
    ]),
    facts(
      screen,
      policy.says.map(({ label, words }) => [label, clean(words)] as const),
    ),
    [...policy.problems.map(({ path, message }) => ({ severity: 'failing' as const, sentence: `${path}: ${message}` })), ...policy.lint]
      .map((lint) => screen.paint(sentence(screen, `${lint.severity}: ${lint.sentence}`), lint.severity))
      .join('\n'),
  );
}

/** Every setting with who says it and what that goes before. */
export function effectiveText(screen: Screen, policy: Effective): string {
  const rows = policy.settings.map(({ setting, label, said, overrode }): Cell[] => [
    label,
    said === null ? (unsaidInWords(setting) ?? { text: 'nobody says it', tone: 'failing' }) : said.words,
    said === null ? '' : originText(said.origin),
    overrode.map(({ words, origin }) => `${words} (${originText(origin)})`).join('; '),
  ]);
  const groups = policy.groups.map(({ name, answer, rank, because }) => {
    const standing = { yes: 'is in', no: 'is not in', unknown: 'can not be said of' }[answer];
    return sentence(screen, `${standing} ${name} (rank ${rank}): ${because.join(' ')}`, '  ');
  });
  return blocks(
    screen.paint(`What holds for ${clean(policy.deviceName)}`, 'strong'),
    policy.because === null ? null : screen.paint(sentence(screen, policy.because), 'failing'),
    table(
      screen,
      [{ title: 'setting', atLeast: 14 }, { title: 'value', atLeast: 16 }, { title: 'said by', atLeast: 16 }, { title: 'goes before' }],
      rows,
    ),
    groups.length === 0 ? null : ['Groups:', ...groups].join('\n'),
  );
}

function originText({ level, subject, name, version }: Origin): string {
  return `${level === 'provider' ? 'provider' : `${level} ${subject}`}: ${name}, version ${version}`;
}

export function groupsText(screen: Screen, groups: readonly Group[]): string {
  const columns = [
    { title: 'rank', align: 'right' },
    { title: 'group', atLeast: 12 },
    { title: 'of', atLeast: 10 },
    { title: 'rule', atLeast: 20 },
    { title: 'devices', align: 'right' },
    { title: 'not known', align: 'right' },
    { title: 'policy' },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = groups.map((group): Cell[] => [
    group.rank,
    group.name,
    group.clientName ?? 'the provider',
    group.words,
    group.members,
    group.unknown === 0 ? 0 : { text: String(group.unknown), tone: 'attention' },
    group.policy?.name ?? 'none',
    group.id,
  ]);
  return table(screen, columns, cells);
}

/** A group with its devices, and those of which it can not be said. */
export function groupText(screen: Screen, group: Group, devices: readonly GroupDevice[]): string {
  const row = (device: GroupDevice): Cell[] => [
    device.deviceName,
    device.clientName,
    device.answer === 'yes' ? 'in it' : { text: 'can not be said', tone: 'attention' },
    device.because.join(' '),
  ];
  return blocks(
    screen.paint(`${clean(group.name)}, of ${clean(group.clientName ?? 'the provider')}`, 'strong'),
    facts(screen, [
      ['Rule', clean(group.words)],
      ['Rank', String(group.rank)],
      ['Devices', `${group.members} of ${count(group.devices, 'device')}; of ${group.unknown} it can not be said`],
      ['Policy', group.policy === null ? 'none' : clean(group.policy.name)],
      ['Version', `${group.version}, saved ${time(screen, group.savedAt)} by ${clean(group.savedBy)}`],
      ['Id', group.id],
    ]),
    devices.length === 0
      ? 'Its rule fits no device just now.'
      : table(
          screen,
          [{ title: 'device', atLeast: 10 }, { title: 'client' }, { title: 'is' }, { title: 'because', atLeast: 20 }],
          devices.map(row),
        ),
  );
}
