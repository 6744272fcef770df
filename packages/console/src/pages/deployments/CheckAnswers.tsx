import type { ReactNode } from 'react';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Status } from '../../ui/status.ts';
import type { Run } from './types.ts';
import style from './deployments.module.css';

type Result = NonNullable<Run['result']>;
type Answer = Result['checksBefore'][number];

const looks: Readonly<Record<Answer['answer'], { readonly status: Status; readonly word: string }>> = {
  passed: { status: 'good', word: 'passed' },
  failed: { status: 'failing', word: 'failed' },
  'could-not-measure': { status: 'unknown', word: 'could not measure' },
};

/** The health checks of a run: before, after, and after the way back where it was taken. */
export function CheckAnswers({ result }: { result: Result }): ReactNode {
  const groups = [
    { title: 'Checks before', answers: result.checksBefore },
    { title: 'Checks after', answers: result.checksAfter },
    ...(result.checksRolledBack === null ? [] : [{ title: 'Checks after the way back', answers: result.checksRolledBack }]),
  ];
  if (groups.every((group) => group.answers.length === 0)) {
    return <p className={style.note}>No health checks were run: the policy names none, or it did not come that far.</p>;
  }
  return groups.map((group) => (
    <div key={group.title}>
      <h3>{group.title}</h3>
      {group.answers.length === 0 && <p className={style.note}>None.</p>}
      <ul className={style.plain}>
        {group.answers.map((answer) => (
          <li key={answer.name}>
            <StatusMark status={looks[answer.answer].status} word={`${plainName(answer.name)}: ${looks[answer.answer].word}`} />
            {answer.detail !== '' && (
              <div className={style.small}>
                <Name of={answer.detail} wraps />
              </div>
            )}
          </li>
        ))}
      </ul>
    </div>
  ));
}
