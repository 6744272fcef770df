/** The value of a setting in one plain line, for screens, the terminal and reports. */
import { checkInWords } from '../deployment/check-words.ts';
import { describeWindow } from '../windows/index.ts';
import { aftercareInWords, noAftercare } from './aftercare.ts';
import { settingDefaults } from './settings.ts';
import type { PolicySettings, SettingName } from './settings.ts';

const words: { readonly [Name in SettingName]: (value: PolicySettings[Name]) => string } = {
  select: ({ classes, exclude }) =>
    `${classes.join(' and ')} updates${exclude.length === 0 ? '' : `, without ${exclude.slice(0, 5).join(', ')}${exclude.length > 5 ? ` and ${exclude.length - 5} more` : ''}`}`,
  window: describeWindow,
  restart: (value) => ({ never: 'never', 'if-needed': 'where the change needs one', always: 'after every change' })[value],
  checks: (value) => (value.length === 0 ? 'none' : value.map(checkInWords).join('; ')),
  rollback: (value) => (value === 'automatic' ? 'by itself, after a failed change or check' : 'only when a person decides'),
  startOffline: (value) => (value ? 'a device may start what it was told before' : 'a device does not start'),
  rings: (value) => value.map(({ name, soak }) => `${name} (soak ${soak})`).join(', then '),
  failureBudget: (value) => (value === 0 ? 'none: the first failure holds' : `${value}, then it holds`),
  maxParallel: String,
  devicesPerHour: String,
  notices: ({ plannedHoursBefore }) =>
    plannedHoursBefore.length === 0 ? 'nobody is told before' : `${plannedHoursBefore.join(' and ')} hours before`,
  aftercare: (value) => aftercareInWords(value ?? noAftercare),
};

/** As `where the change needs one` for restarts. */
export function settingInWords<Name extends SettingName>(name: Name, value: PolicySettings[Name]): string {
  return words[name](value);
}

/** What holds where no level says a setting; null: without it nothing is done. */
export function unsaidInWords(name: SettingName): string | null {
  return name === 'aftercare' ? settingInWords(name, settingDefaults[name]) : null;
}
