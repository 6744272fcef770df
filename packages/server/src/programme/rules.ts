/** Pillars 2 to 4: what the client's policies say, in words, and who answers for each. */
import { findFramework } from '@fettle/core/frameworks';
import { settingInWords, settingWords, unsaidSettings } from '@fettle/core/policy';
import type { EffectivePolicy, SettingName } from '@fettle/core/policy';
import type { ProgrammeFact, ProgrammeTable } from '@fettle/core/programme';
import type { HeldFramework } from '../agreements/index.ts';
import type { LaidDevice } from '../policies/index.ts';
import type { StandInOf } from '../stand-ins/index.ts';

export const classificationSettings = ['select', 'rules', 'pins', 'lanes'] as const satisfies readonly SettingName[];
export const testingSettings = ['rings', 'testPlan', 'checks', 'hooks', 'aftercare', 'standIns'] as const satisfies readonly SettingName[];
export const deploymentSettings = [
  'proposing',
  'fourEyes',
  'maxParallel',
  'devicesPerHour',
  'failureBudget',
  'restart',
  'restartWhen',
  'missed',
  'startOffline',
  'notices',
] as const satisfies readonly SettingName[];
export const recoverySettings = ['rollback', 'ways', 'backup', 'withoutWayBack', 'drills'] as const satisfies readonly SettingName[];

/** What provider and client say of these settings, and who says it. */
export function settingFacts({ settings }: EffectivePolicy, names: readonly SettingName[]): readonly ProgrammeFact[] {
  return names.map((name) => ({ label: sentenceCase(settingWords[name]), value: valueOf(settings, name) }));
}

function valueOf<Name extends SettingName>(settings: EffectivePolicy['settings'], name: Name): string {
  const said = settings[name];
  if (said === undefined)
    return name in unsaidSettings
      ? `${inWords(name, unsaidSettings[name as keyof typeof unsaidSettings])} (nobody says otherwise)`
      : 'Nobody says it: nothing is done without it.';
  const { value, origin } = said;
  return `${inWords(name, value)} (${origin.level}: ${origin.name}, version ${origin.version})`;
}

// A value and its name come from one entry of one record, so that they fit each other.
function inWords(name: SettingName, value: unknown): string {
  return (settingInWords as (name: SettingName, value: unknown) => string)(name, value);
}

/** Policies that hold for devices of the client, each with who answers for it, and settings that they say otherwise than provider and client together. */
export function policyTable(laid: ReadonlyMap<string, LaidDevice>): ProgrammeTable {
  const rows = new Map<string, { readonly origin: EffectivePolicy['from'][number]; devices: number; readonly says: Set<string> }>();
  for (const { effective } of laid.values()) {
    for (const origin of effective.from) {
      const row = rows.get(origin.policyId) ?? { origin, devices: 0, says: new Set<string>() };
      row.devices += 1;
      rows.set(origin.policyId, row);
    }
    for (const [name, one] of Object.entries(effective.settings))
      rows.get(one.origin.policyId)?.says.add(settingWords[name as SettingName]);
  }
  return {
    id: 'policies',
    title: 'Policies in force',
    columns: ['Policy', 'Level', 'Version', 'Owner', 'Review', 'Devices', 'Decides'],
    rows: [...rows.values()].map(({ origin, devices, says }) => ({
      key: origin.policyId,
      cells: [
        origin.name,
        origin.level === 'provider' || origin.level === 'client' ? origin.level : `${origin.level} ${origin.subject}`,
        String(origin.version),
        origin.owner,
        origin.reviewAt,
        String(devices),
        [...says].join(', '),
      ],
    })),
    more: 0,
    empty: 'No policy holds for any device.',
  };
}

/** By which times updates must be in. */
export function promiseTable(held: readonly HeldFramework[]): ProgrammeTable {
  return {
    id: 'promises',
    title: 'Times that are promised or demanded',
    columns: ['Clause', 'Framework', 'What it says'],
    rows: held.flatMap(({ framework }) =>
      framework.rules.map((rule, index) => ({
        key: `${framework.id} ${index}`,
        cells: [rule.clause, findFramework(framework.id)?.title ?? framework.title, rule.said],
      })),
    ),
    more: 0,
    empty: 'No framework and no SLA names a time.',
  };
}

/** The written steps of the test plan, as testers read them. */
export function testStepTable({ settings }: EffectivePolicy): ProgrammeTable {
  const steps = settings.testPlan?.value ?? [];
  return {
    id: 'test-steps',
    title: 'Written steps of the test plan',
    columns: ['Step', 'What is done', 'What must be seen', 'On failure'],
    rows: steps.map((step) => ({
      key: step.name,
      cells: [
        step.name,
        step.kind === 'manual' ? step.instruction : `The check “${step.check}” on the devices of the first ring`,
        step.kind === 'manual' ? step.expected : 'It passes.',
        `${{ hold: 'hold', 'roll-back': 'roll back', cancel: 'cancel', 'go-on': 'go on, noted' }[step.onFailure as string] ?? step.onFailure}. ${step.whatToDo}`.trim(),
      ],
    })),
    more: 0,
    empty: 'No step is written: rings and health checks alone are the test.',
  };
}

/** On what changes of mission-critical devices are tried first. Where its credentials are kept is told; never the credentials. */
export function standInTable(standIns: readonly StandInOf[]): ProgrammeTable {
  return {
    id: 'stand-ins',
    title: 'Stand-ins (sandbox) of mission-critical devices',
    columns: ['Device', 'Stand-in', 'Where it is', 'What differs', 'Where its credentials are kept', 'Review'],
    rows: standIns.map(({ deviceId, deviceName, record }) => ({
      key: deviceId,
      cells:
        record === null
          ? [deviceName, 'none is named', '', '', '', '']
          : [deviceName, record.stand_in_name, record.place ?? '', record.differs, record.credentials_at, record.review_at.slice(0, 10)],
    })),
    more: 0,
    empty: 'No device is mission-critical.',
  };
}

function sentenceCase(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
