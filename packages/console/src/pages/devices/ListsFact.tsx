import type { ReactNode } from 'react';
import { Age, Time } from '../../ui/Time.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

/** How old the package manager's lists are, and how the last try to refresh them ended: what is missing is only as true as they are fresh. */
export function ListsFact({ lists, refreshedAt, zone }: { lists: Device['lists']; refreshedAt: string | null; zone: string }): ReactNode {
  const attempt = lists?.lastAttempt ?? null;
  return (
    <>
      {refreshedAt === null ? (
        <StatusMark status="unknown" word="never refreshed, as far as is known" />
      ) : (
        <Time at={refreshedAt} zone={zone} />
      )}
      {attempt !== null && !attempt.ok && (
        <div className={style.note}>
          <StatusMark status="attention" word="The last refresh failed" /> <Age at={attempt.at} zone={zone} />
          {attempt.trouble !== null && (
            <p>
              {attempt.trouble.cause} {attempt.trouble.nextStep}
            </p>
          )}
        </div>
      )}
    </>
  );
}
