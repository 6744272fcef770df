import type { ReactNode } from 'react';
import { type Status, statusWord } from './status.ts';
import style from './DayStrip.module.css';

export type DayMark = {
  readonly day: string;
  readonly state: Extract<Status, 'good' | 'attention' | 'failing' | 'unknown'>;
  /** False: nothing was computed on that day. */
  readonly computed: boolean;
};

const order = ['failing', 'attention', 'unknown', 'good'] as const;

/** A bar a day: full where it failed, half where it needed attention, low where it was good, an outline where it is not known. Read out as days by state. */
export function DayStrip({ days }: { days: readonly DayMark[] }): ReactNode {
  return (
    <span role="img" aria-label={dayWords(days)} className={style.strip}>
      {days.map(({ day, state, computed }) => (
        <span
          key={day}
          className={`${style.day} ${style[state]} ${computed ? '' : style.absent}`}
          title={`${day}: ${computed ? statusWord[state] : 'nothing was computed'}`}
        />
      ))}
    </span>
  );
}

/** `30 days until 2026-11-23. Failing: 2 days. Unknown: 28 days.` */
export function dayWords(days: readonly DayMark[]): string {
  const counts = order
    .map((state) => ({ state, count: days.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${statusWord[state]}: ${count} ${count === 1 ? 'day' : 'days'}.`);
  return [`${days.length} days until ${days.at(-1)?.day ?? ''}.`, ...counts].join(' ');
}
