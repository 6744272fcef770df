import type { ReactNode } from 'react';
import type { Query } from '../paths.ts';
import { areas } from './areas.ts';
import { BottomBar } from './BottomBar.tsx';
import style from './Frame.module.css';

type Props = {
  /** The area that is open. */
  area: string;
  /** What the rail's links carry on: the client in view. */
  carry: Query;
  /** How many things wait for a person; null while that is not known. */
  waiting: number | null;
  bar: ReactNode;
  children: ReactNode;
};

/** The frame of every page: rail at the left (a bar at the bottom on a phone), slim bar on top, the page in between. */
export function Frame({ area, carry, waiting, bar, children }: Props): ReactNode {
  return (
    <div className={style.frame}>
      <a href="#page" className={style.skip}>
        Skip to the page
      </a>
      <nav className={style.rail} aria-label="Areas">
        <a href="/" className={style.product} aria-label="Fettle, Today">
          <Mark />
          <span>Fettle</span>
        </a>
        {areas.map((one) => (
          <a key={one.id} href={one.href(carry)} className={style.area} aria-current={one.id === area ? 'page' : undefined}>
            <one.icon size={16} stroke={1.6} aria-hidden="true" />
            <span>{one.label}</span>
            {one.id === 'today' && waiting !== null && waiting > 0 && (
              <span className={style.badge}>
                {waiting}
                <span className="visually-hidden"> waiting for a person</span>
              </span>
            )}
          </a>
        ))}
      </nav>
      <div className={style.column}>
        <header className={style.bar}>{bar}</header>
        <main id="page" className={style.page} tabIndex={-1}>
          {children}
        </main>
      </div>
      <BottomBar area={area} carry={carry} waiting={waiting} />
    </div>
  );
}

/** The product's mark: three lines, the last one short and answered by a point. */
export function Mark(): ReactNode {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d="M3 4.5h14M3 10h10M3 15.5h5" stroke="var(--accent)" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="14.6" cy="15.5" r="2" fill="var(--accent)" />
    </svg>
  );
}
