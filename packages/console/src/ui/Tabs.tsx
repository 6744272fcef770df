import { type ReactNode, useEffect, useRef } from 'react';
import style from './Tabs.module.css';

export type Tab = { readonly id: string; readonly label: string; readonly href: string; readonly count?: number | null };

/** Views of one thing. Each tab is a link with an address of its own, so that it can be mailed and opened beside. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }): ReactNode {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>('[aria-current]');
    // On a phone the tab that is open may stand beyond the edge.
    if (bar.current !== null && tab !== null && tab !== undefined) bar.current.scrollLeft = tab.offsetLeft - bar.current.offsetLeft - 16;
  }, [current]);
  return (
    <nav ref={bar} aria-label={label} className={style.tabs}>
      {tabs.map((tab) => (
        <a key={tab.id} href={tab.href} aria-current={tab.id === current ? 'page' : undefined} data-keep-scroll>
          {tab.label}
          {tab.count !== undefined && <span className={style.count}>{tab.count ?? '?'}</span>}
        </a>
      ))}
    </nav>
  );
}
