import type { ReactNode } from 'react';
import style from './Tabs.module.css';

export type Tab = { readonly id: string; readonly label: string; readonly href: string; readonly count?: number | null };

/** Views of one thing. Each tab is a link with an address of its own, so that it can be mailed and opened beside. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }): ReactNode {
  return (
    <nav aria-label={label} className={style.tabs}>
      {tabs.map((tab) => (
        <a key={tab.id} href={tab.href} aria-current={tab.id === current ? 'page' : undefined} data-keep-scroll>
          {tab.label}
          {tab.count !== undefined && <span className={style.count}>{tab.count ?? '?'}</span>}
        </a>
      ))}
    </nav>
  );
}
