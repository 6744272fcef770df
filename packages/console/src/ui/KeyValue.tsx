import type { ReactNode } from 'react';
import style from './KeyValue.module.css';

export type Fact = { readonly name: string; readonly value: ReactNode; readonly note?: ReactNode };

/** Facts as pairs. A value of null is said to be unknown; an empty list of facts draws nothing. */
export function KeyValue({ facts, columns = 1 }: { facts: readonly Fact[]; columns?: 1 | 2 }): ReactNode {
  if (facts.length === 0) return null;
  return (
    <dl className={`${style.list} ${columns === 2 ? style.two : ''}`}>
      {facts.map((fact) => (
        <div key={fact.name} className={style.row}>
          <dt>{fact.name}</dt>
          <dd>
            {fact.value ?? <span className={style.unknown}>not known</span>}
            {fact.note !== undefined && <div className={style.note}>{fact.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
