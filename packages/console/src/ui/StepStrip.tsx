import type { ReactNode } from 'react';
import { StatusShape } from './StatusMark.tsx';
import { type Status, statusWord } from './status.ts';
import style from './StepStrip.module.css';

export type StepMark = {
  readonly step: number;
  readonly title: string;
  readonly state: Extract<Status, 'good' | 'attention' | 'failing' | 'unknown'>;
};

const order = ['failing', 'attention', 'unknown', 'good'] as const;

/** The twelve steps as a row of marks, one a step: a picture, read out as the numbers of the steps by state. With an address it is one link. */
export function StepStrip({ marks, href }: { marks: readonly StepMark[]; href?: string }): ReactNode {
  const picture = (
    <span role="img" aria-label={stripWords(marks)} className={style.strip}>
      {marks.map(({ step, title, state }) => (
        <span key={step} className={style.mark} title={`${step} ${title}: ${statusWord[state]}`}>
          <StatusShape status={state} />
        </span>
      ))}
    </span>
  );
  if (href === undefined) return picture;
  return (
    <a href={href} className={style.link}>
      {picture}
    </a>
  );
}

/** `Failing: 1, 4. Unknown: 12. Good: 2, 3.` */
export function stripWords(marks: readonly StepMark[]): string {
  return order
    .map((state) => ({ state, steps: marks.filter((mark) => mark.state === state).map(({ step }) => step) }))
    .filter(({ steps }) => steps.length > 0)
    .map(({ state, steps }) => `${statusWord[state]}: ${steps.join(', ')}.`)
    .join(' ');
}
