import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../session/Problem.tsx';
import style from './trouble.module.css';

/** A page could not be drawn: a refusal of the server is told in its own words, anything else is our mistake and says so. */
export function TroublePage({ error, reset }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <div className={style.page}>
      <PageHeader title="This page could not be shown" />
      <Problem error={error} action={<Button onClick={again}>Try again</Button>} />
      <p className={style.away}>
        <a href={paths.today()}>Go to Today</a>
      </p>
    </div>
  );
}
