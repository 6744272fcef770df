import type { ReactNode } from 'react';
import { dayOf, viewerZone } from './time.ts';
import type { Status } from './status.ts';
import { StatusShape } from './StatusMark.tsx';
import { Time } from './Time.tsx';
import style from './TimeLine.module.css';

export type Happening = {
  readonly key: string;
  readonly at: string;
  readonly status: Status | null;
  readonly what: ReactNode;
  readonly detail?: ReactNode;
  readonly by?: ReactNode;
};

/** What happened, newest first, under its day. An event without a status has a plain dot. */
export function TimeLine({ happenings, zone, empty }: { happenings: readonly Happening[]; zone?: string; empty: string }): ReactNode {
  if (happenings.length === 0) return <p className={style.empty}>{empty}</p>;
  const mine = viewerZone();
  return (
    <ol className={style.line}>
      {happenings.map((happening, index) => {
        const day = dayOf(happening.at, mine);
        const before = happenings[index - 1];
        return (
          <li key={happening.key}>
            {(before === undefined || dayOf(before.at, mine) !== day) && <h3 className={style.day}>{day}</h3>}
            <div className={style.entry}>
              <span className={style.shape}>
                {happening.status === null ? <span className={style.dot} /> : <StatusShape status={happening.status} />}
              </span>
              <div className={style.what}>
                <div>{happening.what}</div>
                {happening.detail !== undefined && <div className={style.detail}>{happening.detail}</div>}
                <div className={style.when}>
                  <Time at={happening.at} {...(zone === undefined ? {} : { zone })} />
                  {happening.by !== undefined && <span className={style.by}>{happening.by}</span>}
                </div>
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
