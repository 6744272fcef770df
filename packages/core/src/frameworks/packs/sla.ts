import type { ClockEvent } from '../../risk/index.ts';
import { always, from } from '../conditions.ts';
import { describeDuration } from '../durations.ts';
import type { Duration, Framework } from '../types.ts';

/** What a provider promised a client. A time that is null was not promised. */
export type SlaTimes = {
  readonly version: string;
  /** Shown in reports; `Service level agreement` without it. */
  readonly title?: string;
  readonly clock: ClockEvent;
  readonly urgent: Duration | null;
  readonly normal: Duration | null;
  /** Time that a device was provably off does not count, up to so many days a deadline; null: it counts. */
  readonly offDays?: number | null;
};

const shell = {
  id: 'sla',
  aliases: ['service-level-agreement', 'own', 'client-sla'],
  scopeText: 'The devices of the client’s agreement.',
  covers: 'updates',
  duties: [],
} as const;

/** A client's agreement as a framework of its own: times by urgency. */
export function slaFramework({ version, title = 'Service level agreement', clock, urgent, normal, offDays = null }: SlaTimes): Framework {
  const rule = (is: 'urgent' | 'normal', duration: Duration | null): Framework['rules'][number] => ({
    clause: is,
    textVersion: `${title}, ${version}`,
    confirmed: true,
    when: { kind: 'urgency', is },
    clock: from(clock),
    duration,
    own: false,
    said:
      duration === null
        ? `No time was agreed for ${is} updates.`
        : `${is === 'urgent' ? 'Urgent' : 'Normal'} updates within ${describeDuration(duration)}.`,
  });
  const left = offDays === null ? {} : { offTime: { mostDays: offDays } };
  return { ...shell, ...left, version, title, rules: [rule('urgent', urgent), rule('normal', normal)] };
}

/** Stands in the list until a client's times are given, as `own` or by `slaFramework`. */
export const sla: Framework = {
  ...shell,
  version: '0',
  title: 'Service level agreement',
  rules: [
    {
      clause: 'own times',
      textVersion: 'the client’s agreement',
      confirmed: true,
      when: always,
      clock: from('released'),
      duration: null,
      own: true,
      said: 'The client’s agreement sets times by urgency.',
    },
  ],
};
