import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import style from './steps.module.css';

type OwnStep = CallOutput<'listProcessAudits'>['ownSteps'][number];

/** The steps that the provider added to the twelve, as a person judged them last. */
export function OwnSteps({ steps, action }: { steps: readonly OwnStep[]; action?: (step: OwnStep) => ReactNode }): ReactNode {
  return (
    <Section
      title="The provider’s own steps"
      note="Judged by a person in each audit, not computed. They do not count among the twelve; a judgement that is too old is unknown."
    >
      <ul className={style.steps}>
        {steps.map((step) => (
          <li key={step.id} className={style.step}>
            <div className={style.state}>
              <StatusMark status={step.state} />
              <span className={style.since}>{step.judgedOn === null ? 'judged by nobody' : `judged ${step.judgedOn}`}</span>
            </div>
            <div className={style.words}>
              <h3 className={style.title}>
                <Name of={step.title} wraps />
              </h3>
              <p className={style.why}>
                <Name of={step.sentence} wraps />
              </p>
              <p className={style.why}>
                Good means: <Name of={step.good} wraps /> To be judged by <Name of={step.judge} />.
              </p>
              {action?.(step)}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
