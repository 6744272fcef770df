/** Rules, pins and lanes in plain lines, for screens, the terminal and reports. */
import type { Lane } from './lanes.ts';
import type { RuleAction, RuleCondition, SelectionRule, VersionPin } from './types.ts';

/** As `security updates of firefox*, urgent: selected 7 days after the release`. */
export function ruleInWords({ when, action, countFrom }: SelectionRule): string {
  const counts = countFrom === 'first-seen' ? '; where no release date is known, since it was first seen' : '';
  return `${conditionInWords(when)}: ${actionInWords(action)}${counts}`;
}

export function conditionInWords(when: RuleCondition): string {
  const { classes, urgency, severity, products, origins, minAgeDays, maxAgeDays } = when;
  const parts = [
    classes === undefined ? 'updates' : `${classes.join(' or ')} updates`,
    ...(products === undefined ? [] : [`of ${few(products)}`]),
    ...(origins === undefined ? [] : [`from ${few(origins)}`]),
    ...(urgency === undefined ? [] : [`urgency ${urgency.join(' or ')}`]),
    ...(severity === undefined ? [] : [`severity ${severity.join(' or ')}`]),
    ...(minAgeDays === undefined ? [] : [`${days(minAgeDays)} old or older`]),
    ...(maxAgeDays === undefined ? [] : [`younger than ${days(maxAgeDays)}`]),
  ];
  return parts.length === 1 && classes === undefined ? 'all updates' : parts.join(', ').replace('updates, of', 'updates of');
}

export function actionInWords(action: RuleAction): string {
  switch (action.kind) {
    case 'select':
      return 'selected';
    case 'block':
      return `blocked (${action.because})`;
    case 'defer':
      return 'until' in action ? `deferred until ${action.until}` : `deferred until ${days(action.days)} after the release`;
  }
}

export function pinInWords({ package: name, version, because }: VersionPin): string {
  return `${name} stays at ${version} (${because})`;
}

export function laneInWords({ name, takes, anyTime, rings, window, maxParallel, devicesPerHour, notices, approvalDays }: Lane): string {
  const own = [
    ...(anyTime === true ? ['at any time'] : []),
    ...(window === undefined ? [] : ['its own window']),
    ...(rings === undefined ? [] : [`rings ${rings.map((ring) => ring.name).join(', ')}`]),
    ...(maxParallel === undefined ? [] : [`${maxParallel} devices at once`]),
    ...(devicesPerHour === undefined ? [] : [`${devicesPerHour} devices an hour`]),
    ...(notices === undefined ? [] : ['its own notices']),
    ...(approvalDays === undefined ? [] : [`approval within ${days(approvalDays)}`]),
  ];
  return `${name}: ${conditionInWords(takes)}${own.length === 0 ? '' : ` (${own.join('; ')})`}`;
}

function few(names: readonly string[]): string {
  return names.length <= 4 ? names.join(' or ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
