/** The value of a setting in one plain line, for screens, the terminal and reports. */
import type { HealthCheck } from '../deployment/checks.ts';
import { describeWindow } from '../windows/index.ts';
import type { PolicySettings, SettingName } from './settings.ts';

const words: { readonly [Name in SettingName]: (value: NonNullable<PolicySettings[Name]>) => string } = {
  select: ({ classes, exclude }) =>
    `${classes.join(' and ')} updates${exclude.length === 0 ? '' : `, without ${exclude.slice(0, 5).join(', ')}${exclude.length > 5 ? ` and ${exclude.length - 5} more` : ''}`}`,
  window: describeWindow,
  restart: (value) => ({ never: 'never', 'if-needed': 'where the change needs one', always: 'after every change' })[value],
  checks: (value) => (value.length === 0 ? 'none' : value.map(checkWords).join('; ')),
  rollback: (value) => (value === 'automatic' ? 'by itself, after a failed change or check' : 'only when a person decides'),
  startOffline: (value) => (value ? 'a device may start what it was told before' : 'a device does not start'),
  rings: (value) => value.map(({ name, soak }) => `${name} (soak ${soak})`).join(', then '),
  failureBudget: (value) => (value === 0 ? 'none: the first failure holds' : `${value}, then it holds`),
  maxParallel: String,
  devicesPerHour: String,
  notices: ({ plannedHoursBefore }) =>
    plannedHoursBefore.length === 0 ? 'nobody is told before' : `${plannedHoursBefore.join(' and ')} hours before`,
  fourEyes: ({ devices, clients, missionCritical, removals }) =>
    [
      devices === null ? null : `more than ${devices} devices`,
      clients === null ? null : `campaigns of more than ${clients} clients`,
      missionCritical ? 'mission-critical devices' : null,
      removals ? 'removals' : null,
    ]
      .filter((one) => one !== null)
      .join(', ') || 'never',
};

/** As `where the change needs one` for restarts. */
export function settingInWords<Name extends SettingName>(name: Name, value: PolicySettings[Name]): string {
  return value === undefined ? 'not said' : words[name](value);
}

function checkWords(check: HealthCheck): string {
  if (check.kind === 'service') return `${check.unit} is active`;
  return check.kind === 'tcp' ? `${check.host}:${check.port} takes connections` : `${check.url} answers ${check.expectStatus}`;
}
