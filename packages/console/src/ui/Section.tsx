import { type ReactNode, useId } from 'react';
import style from './Section.module.css';

type Props = {
  title: string;
  /** How many things stand in it; null is shown as unknown. */
  count?: number | null;
  /** One sentence under the title. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** A part of a page: a hairline, a title, what can be done here, and the content. No box around it. */
export function Section({ title, count, note, actions, children }: Props): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={style.section}>
      <div className={style.head}>
        <h2 id={id}>
          {title}
          {count !== undefined && <span className={style.count}>{count ?? '?'}</span>}
        </h2>
        {actions !== undefined && <div className={style.actions}>{actions}</div>}
      </div>
      {note !== undefined && <p className={style.note}>{note}</p>}
      {children}
    </section>
  );
}
