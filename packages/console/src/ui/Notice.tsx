import type { ReactNode } from 'react';
import type { Status } from './status.ts';
import { StatusShape } from './StatusMark.tsx';
import style from './Notice.module.css';

type Props = { status: Status; title: ReactNode; children?: ReactNode; action?: ReactNode; live?: boolean };

/** Something to know on this page: a shape, a sentence, perhaps more, perhaps one thing to do. `live` has it read out when it appears. */
export function Notice({ status, title, children, action, live = false }: Props): ReactNode {
  return (
    <div className={`${style.notice} ${style[status]}`} role={live ? 'status' : undefined}>
      <StatusShape status={status} className={style.shape ?? ''} />
      <div className={style.body}>
        <div className={style.title}>{title}</div>
        {children !== undefined && <div className={style.text}>{children}</div>}
      </div>
      {action !== undefined && <div className={style.action}>{action}</div>}
    </div>
  );
}

type ProblemProps = {
  /** What happened, as a sentence. */
  what: ReactNode;
  /** Why, where it is known. */
  why?: ReactNode;
  /** What to do now. */
  remedy?: ReactNode;
  /** The stable code, so that it can be quoted and looked up. */
  code?: string;
  action?: ReactNode;
};

/** A failure told in three sentences: what happened, why, what to do; and its code in small print. */
export function ProblemBox({ what, why, remedy, code, action }: ProblemProps): ReactNode {
  return (
    <div className={`${style.notice} ${style.failing}`} role="alert">
      <StatusShape status="failing" className={style.shape ?? ''} />
      <div className={style.body}>
        <div className={style.title}>{what}</div>
        {why !== undefined && <div className={style.text}>{why}</div>}
        {remedy !== undefined && <div className={style.text}>{remedy}</div>}
        {code !== undefined && <div className={style.code}>Code {code}</div>}
      </div>
      {action !== undefined && <div className={style.action}>{action}</div>}
    </div>
  );
}
