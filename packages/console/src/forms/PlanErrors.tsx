import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { Problem } from '../session/Problem.tsx';
import { Name } from '../ui/Name.tsx';
import style from './form.module.css';

/** A refusal about a proposal or a plan, with the sentence for each device; `names` turns device ids into names. */
export function PlanErrors({ error, names = new Map() }: { error: Error; names?: ReadonlyMap<string, string> }): ReactNode {
  const fields = error instanceof ApiError ? error.fields : [];
  return (
    <div className={style.form}>
      <Problem error={error} />
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={`${field.path} ${field.message}`}>
              {names.has(field.path) || /^[^/.\s]+$/u.test(field.path) === false ? (
                <>
                  <Name of={names.get(field.path) ?? field.path} strong />:{' '}
                </>
              ) : null}
              <Name of={field.message} wraps />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
