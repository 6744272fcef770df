import type { ReactNode } from 'react';
import style from './Empty.module.css';

/** An empty place that teaches the next step: what would stand here, and how it comes to stand here. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className={style.empty}>
      <p className={style.title}>{title}</p>
      <div className={style.text}>{children}</div>
      {action !== undefined && <div className={style.action}>{action}</div>}
    </div>
  );
}
