import { type ReactNode, useEffect } from 'react';
import { Mark } from '../../shell/Frame.tsx';
import { SchemeSwitch } from '../../shell/SchemeSwitch.tsx';
import style from './DoorLayout.module.css';

/** The pages before the frame: one column, the product's name, one thing to do. */
export function DoorLayout({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${title} · Fettle`;
  }, [title]);
  return (
    <div className={style.door}>
      <header className={style.bar}>
        <span className={style.product}>
          <Mark />
          Fettle
        </span>
        <SchemeSwitch />
      </header>
      <main className={style.page}>
        <h1>{title}</h1>
        <p className={style.lead}>{lead}</p>
        {children}
      </main>
    </div>
  );
}
