/** Frameworks as the API shows them, and times as people agree on them. */
import { days, describeClock, describeLength, describeTime, describeWhen, hours, months } from '@fettle/core/frameworks';
import type { Duration, Framework, OwnTimes } from '@fettle/core/frameworks';
import { AgreedTimes } from '@fettle/protocol/agreements';
import type { FrameworkView } from '@fettle/protocol/agreements';
import type { z } from 'zod';

/** The one of the list that stands for clients' own SLAs: it is saved in versions, and not attached. */
export const slaId = 'sla';

/** Whether some clause leaves the time to the organisation. */
export function asksOwnTimes({ rules }: Framework): boolean {
  return rules.some(({ own }) => own);
}

export function frameworkView(framework: Framework): z.infer<typeof FrameworkView> {
  const { id, version, title, scopeText, covers, rules, duties } = framework;
  return {
    id,
    version,
    title,
    scope: scopeText,
    covers,
    asksOwnTimes: asksOwnTimes(framework),
    rules: rules.map((rule) => ({
      clause: rule.clause,
      textVersion: rule.textVersion,
      confirmed: rule.confirmed,
      condition: describeWhen(rule.when),
      clock: describeClock(rule.clock),
      time: describeTime(rule),
      duration: rule.duration === null ? null : { count: rule.duration.count, unit: rule.duration.unit },
      own: rule.own,
      said: rule.said,
    })),
    duties: duties.map(({ clause, confirmed, when, every, said }) => ({
      clause,
      confirmed,
      condition: describeWhen(when),
      every: every === null ? null : describeLength(every),
      said,
    })),
  };
}

/** Times as the core counts them. */
export function ownTimes({ clock, urgent, normal }: AgreedTimes): OwnTimes {
  return { clock, urgent: durationOf(urgent), normal: durationOf(normal) };
}

/** Times as they were stored; null: none were. */
export function readTimes(stored: unknown): AgreedTimes | null {
  return stored === null ? null : AgreedTimes.parse(stored);
}

export function durationOf(time: AgreedTimes['urgent']): Duration | null {
  return time === null ? null : makers[time.unit](time.count);
}

const makers = { hours, days, months } as const;
