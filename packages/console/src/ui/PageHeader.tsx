import { type ReactNode, useEffect } from 'react';
import style from './PageHeader.module.css';

type Props = {
  /** The page's name, plain text: it becomes the window's title too. */
  title: string;
  /** The title as it is drawn where it needs more than text (a name from outside). */
  heading?: ReactNode;
  /** What the thing is, or which question the page answers, in one line. */
  lead?: ReactNode;
  /** Where this stands: `Clients`, `Brandt & Söhne`. */
  trail?: readonly { readonly label: ReactNode; readonly href: string; readonly key: string }[];
  actions?: ReactNode;
};

/** The head of a page: where it stands, its one h1, one line on what it says, and what can be done. */
export function PageHeader({ title, heading, lead, trail = [], actions }: Props): ReactNode {
  useEffect(() => {
    document.title = `${title} · Fettle`;
  }, [title]);
  return (
    <header className={style.header}>
      <div className={style.words}>
        {trail.length > 0 && (
          <nav aria-label="Where this is" className={style.trail}>
            {trail.map((step) => (
              <a key={step.key} href={step.href}>
                {step.label}
              </a>
            ))}
          </nav>
        )}
        <h1>{heading ?? title}</h1>
        {lead !== undefined && <p className={style.lead}>{lead}</p>}
      </div>
      {actions !== undefined && <div className={style.actions}>{actions}</div>}
    </header>
  );
}
