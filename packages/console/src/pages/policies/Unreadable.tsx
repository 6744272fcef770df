import type { PolicyProblem } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { Notice } from '../../ui/Notice.tsx';
import style from './policies.module.css';

/** A stored policy that can not be read: its window counts as closed. What is stored is shown as it is. */
export function Unreadable({ body, problems }: { body: unknown; problems: readonly PolicyProblem[] }): ReactNode {
  return (
    <>
      <div className={style.notices}>
        <Notice status="failing" title="What is stored can not be read, so its window is closed">
          <ul>
            {problems.map((problem) => (
              <li key={problem.path}>
                {problem.path === '' ? '' : `${problem.path}: `}
                {problem.message}
              </li>
            ))}
          </ul>
          <p>Save a new version to mend it.</p>
        </Notice>
      </div>
      <pre className={style.pre}>{JSON.stringify(body, null, 2)}</pre>
    </>
  );
}
