import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Notice } from '../ui/Notice.tsx';
import type { Status } from '../ui/status.ts';
import style from './TroubleNote.module.css';

export type Trouble = NonNullable<CallOutput<'getDevice'>['trouble']>;

const retryWord: Readonly<Record<Trouble['retry'], string>> = {
  now: 'It is worth trying again at once.',
  later: 'It will be tried again by itself.',
  'after-repair': 'Trying again helps only after the repair.',
  no: 'Trying again will not help.',
  unknown: 'Whether trying again helps is not known.',
};

/** What went wrong on a device: what happened, why, what to do, whether it is tried again; the program's own last words below. */
export function TroubleNote({ what, trouble, status = 'failing' }: { what: ReactNode; trouble: Trouble; status?: Status }): ReactNode {
  return (
    <Notice status={status} title={what}>
      <p>{trouble.cause}</p>
      <p>
        {trouble.nextStep} {retryWord[trouble.retry]}
      </p>
      {trouble.excerpt.trim() !== '' && (
        <details className={style.said}>
          <summary>What the program said</summary>
          <pre>{trouble.excerpt}</pre>
        </details>
      )}
      <p className={style.code}>Code {trouble.code}</p>
    </Notice>
  );
}
