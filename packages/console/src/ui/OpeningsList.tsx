import type { ReactNode } from 'react';
import { absolute, dayOf, duration, timeOfDay, viewerZone } from './time.ts';
import { useNow } from './now.ts';
import style from './OpeningsList.module.css';

export type Opening = {
  readonly opens: string;
  readonly closes: string;
  /** A freeze or a daylight-saving change that touches it, in words. */ readonly note?: string;
  readonly closed?: boolean;
  /** By another clock than the site's and the viewer's, in words. */
  readonly there?: string;
};

/** The next openings of a maintenance window in the site's zone, with the viewer's own time where it differs. An unreadable window has none, and says so. */
export function OpeningsList({ openings, zone }: { openings: readonly Opening[]; zone: string }): ReactNode {
  const now = useNow();
  const mine = viewerZone();
  if (openings.length === 0)
    return <p className={style.none}>This window never opens. Nothing will change on these devices until it does.</p>;
  return (
    <ol className={style.list} aria-label={`Next openings, in ${zone}`}>
      {openings.map((opening) => (
        <li key={opening.opens} className={opening.closed === true ? style.closed : undefined}>
          <time dateTime={opening.opens} className={style.day}>
            {dayOf(opening.opens, zone)}
          </time>
          <span className={style.span}>
            {timeOfDay(opening.opens, zone)}–{timeOfDay(opening.closes, zone)}
          </span>
          <span className={style.length}>{duration((Date.parse(opening.closes) - Date.parse(opening.opens)) / 1000)}</span>
          <span className={style.note}>
            {opening.note ??
              (absolute(opening.opens, zone, now) === absolute(opening.opens, mine, now)
                ? ''
                : `${absolute(opening.opens, mine, now)} for you`)}
            {opening.there !== undefined && <span className={style.there}>{opening.there}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
