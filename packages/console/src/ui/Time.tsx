import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { absolute, relative, viewerZone } from './time.ts';
import { useNow } from './now.ts';
import style from './Time.module.css';

type Props = {
  /** RFC 3339; null says that the time is not known. */
  at: string | null;
  /** The device's or site's zone, shown on hover beside the viewer's. */
  zone?: string;
  /** What to say where the time is unknown: `never`, `not known`. */
  absent?: string;
};

/** A time as `14 minutes ago · Tue 24 Nov, 02:00`, in the viewer's zone; the other zone, and the full time, on hover and focus. */
export function Time({ at, zone, absent = 'not known' }: Props): ReactNode {
  const now = useNow();
  if (at === null) return <span className={style.absent}>{absent}</span>;
  return (
    <Hover at={at} now={now} zone={zone}>
      <span className={style.relative}>{relative(at, now)}</span>
      <span className={style.absolute}>{absolute(at, viewerZone(), now)}</span>
    </Hover>
  );
}

/** Only how long ago (or how soon), for tables; the absolute time on hover and focus. `late` marks an age that is too great. */
export function Age({ at, zone, absent = 'never', late = false }: Props & { late?: boolean }): ReactNode {
  const now = useNow();
  if (at === null) return <span className={style.absent}>{absent}</span>;
  return (
    <Hover at={at} now={now} zone={zone}>
      <span className={late ? style.late : undefined}>{relative(at, now)}</span>
    </Hover>
  );
}

function Hover({ at, now, zone, children }: { at: string; now: number; zone: string | undefined; children: ReactNode }): ReactNode {
  const mine = viewerZone();
  const lines = [`${absolute(at, mine, now, true)} (yours, ${mine})`];
  if (zone !== undefined && zone !== mine) lines.push(`${absolute(at, zone, now, true)} (there, ${zone})`);
  return (
    <Tooltip
      label={lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    >
      <time dateTime={at} className={style.time}>
        {children}
      </time>
    </Tooltip>
  );
}
