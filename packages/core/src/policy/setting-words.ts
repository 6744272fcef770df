/** The value of a setting in one plain line, for screens, the terminal and reports. */
import { checkInWords } from '../deployment/check-words.ts';
import { hooksInWords } from '../deployment/signed-commands.ts';
import { restartWhenWords } from '../restarts/index.ts';
import { describeWindow, missedWords } from '../windows/index.ts';
import { laneInWords, pinInWords, ruleInWords } from './selection/words.ts';
import { backupInWords, drillInWords, wayRuleInWords } from '../rollback/index.ts';
import { aftercareInWords } from './aftercare.ts';
import { proposingInWords } from './proposing.ts';
import { isOptional, unsaidSettings } from './settings.ts';
import type { SettingName, SettingValue } from './settings.ts';

const words: { readonly [Name in SettingName]: (value: SettingValue<Name>) => string } = {
  select: ({ classes, exclude }) =>
    `${classes.join(' and ')} updates${exclude.length === 0 ? '' : `, without ${exclude.slice(0, 5).join(', ')}${exclude.length > 5 ? ` and ${exclude.length - 5} more` : ''}`}`,
  window: describeWindow,
  restart: (value) => ({ never: 'never', 'if-needed': 'where the change needs one', always: 'after every change' })[value],
  restartWhen: restartWhenWords,
  missed: missedWords,
  checks: (value) => (value.length === 0 ? 'none' : value.map(checkInWords).join('; ')),
  hooks: hooksInWords,
  rollback: (value) => (value === 'automatic' ? 'by itself, after a failed change or check' : 'only when a person decides'),
  ways: (value) => (value.length === 0 ? 'what the device itself can: downgrade' : value.map(wayRuleInWords).join('; ')),
  backup: (value) => (value.length === 0 ? 'nothing is asked of them' : value.map(backupInWords).join('; ')),
  withoutWayBack: (value) =>
    ({ allow: 'take place', accepted: 'take place where a named person accepted that', forbid: 'do not take place' })[value],
  drills: (value) => (value.length === 0 ? 'nobody is reminded' : value.map(drillInWords).join('; ')),
  startOffline: (value) => (value ? 'a device may start what it was told before' : 'a device does not start'),
  rings: (value) => value.map(({ name, soak }) => `${name} (soak ${soak})`).join(', then '),
  failureBudget: (value) => (value === 0 ? 'none: the first failure holds' : `${value}, then it holds`),
  maxParallel: String,
  devicesPerHour: String,
  notices: ({ plannedHoursBefore, required }) =>
    plannedHoursBefore.length === 0
      ? 'nobody is told before'
      : `${plannedHoursBefore.join(' and ')} hours before${required === true ? '; nothing begins before somebody at its site was told' : ''}`,
  rules: (value) => (value.length === 0 ? 'none' : value.map((rule, at) => `${at + 1}. “${rule.name}”: ${ruleInWords(rule)}`).join('; ')),
  pins: (value) => (value.length === 0 ? 'none' : value.map(pinInWords).join('; ')),
  lanes: (value) => (value.length === 0 ? 'one for everything' : `${value.map(laneInWords).join('; ')}; the rest`),
  aftercare: aftercareInWords,
  testPlan: (value) => (value.length === 0 ? 'no written steps' : value.map(({ name }, at) => `${at + 1}. ${name}`).join('; ')),
  standIns: (value) =>
    ({ ask: 'are asked for', require: 'go first: a mission-critical device waits for what its own has shown, or for a person' })[value],
  fourEyes: ({ devices, clients, missionCritical, removals }) =>
    [
      devices === null ? null : `more than ${devices} devices`,
      clients === null ? null : `campaigns of more than ${clients} clients`,
      missionCritical ? 'mission-critical devices' : null,
      removals ? 'removals' : null,
    ]
      .filter((one) => one !== null)
      .join(', ') || 'never',
  proposing: proposingInWords,
};

/** As `where the change needs one` for restarts. */
export function settingInWords<Name extends SettingName>(name: Name, value: SettingValue<Name>): string {
  return words[name](value);
}

/** What holds where no level says a setting; null: without it nothing is done. */
export function unsaidInWords(name: SettingName): string | null {
  return isOptional(name) ? settingInWords(name, unsaidSettings[name]) : null;
}
