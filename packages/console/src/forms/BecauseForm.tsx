import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import style from './form.module.css';

type Props = {
  /** What will happen, when, what could go wrong, how it comes back. */
  children: ReactNode;
  verb: string;
  danger?: boolean;
  busy: boolean;
  error: Error | null;
  /** Why it can not be done as the form stands; null, undefined: it can. */
  blocked?: string | null;
  onSubmit: (because: string) => void;
};

/** An action that wants its reason: the reason stands in the audit trail beside it. */
export function BecauseForm({ children, verb, danger = false, busy, error, blocked = null, onSubmit }: Props): ReactNode {
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const wrong = because.trim().length < 3;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!wrong && blocked === null) onSubmit(because.trim());
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      {children}
      <Textarea
        label="Reason"
        description="It stands in the audit trail."
        value={because}
        onChange={(event) => setBecause(event.currentTarget.value)}
        error={tried && wrong ? 'Give a reason of at least three letters.' : null}
        maxLength={2000}
        data-autofocus
      />
      {tried && blocked !== null && <p role="alert">{blocked}</p>}
      <div className={style.actions}>
        <Button type="submit" {...(danger ? { 'data-danger': true } : { variant: 'filled' })} loading={busy}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
