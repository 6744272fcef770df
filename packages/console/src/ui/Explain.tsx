import type { ReactNode } from 'react';
import style from './Explain.module.css';

export type Reason = {
  readonly text: ReactNode;
  /** Where it comes from: `policy "Servers" v4`, `Debian security tracker`. */
  readonly source?: ReactNode;
  readonly key: string;
};

/** A question that opens to its reasons: `Why urgent?`. With no reasons it says that none are recorded, it never hides. */
export function Explain({ question, reasons, open = false }: { question: string; reasons: readonly Reason[]; open?: boolean }): ReactNode {
  return (
    <details className={style.explain} open={open}>
      <summary>{question}</summary>
      {reasons.length === 0 ? (
        <p className={style.none}>No reason is recorded.</p>
      ) : (
        <ul>
          {reasons.map((reason) => (
            <li key={reason.key}>
              {reason.text}
              {reason.source !== undefined && <span className={style.source}>{reason.source}</span>}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
