import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDelayed } from '../ui/delayed.ts';
import { Notice } from '../ui/Notice.tsx';
import { Problem } from './Problem.tsx';
import style from './Loaded.module.css';

type Props<T> = {
  query: UseQueryResult<T>;
  /** How many lines the content will have, about: the skeleton keeps that room. */
  lines?: number;
  children: (data: T) => ReactNode;
};

/** What a reading call brought. While it is under way nothing moves for 300 ms, then grey lines; a refusal is told; old content that could not be renewed says so. */
export function Loaded<T>({ query, lines = 6, children }: Props<T>): ReactNode {
  const slow = useDelayed(query.data === undefined && query.error === null);
  const again = <Button onClick={() => void query.refetch()}>Try again</Button>;
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && (
          <Notice status="unknown" title="This may be out of date: it could not be renewed just now" action={again}>
            {query.error.message}
          </Notice>
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.error !== null) return <Problem error={query.error} action={again} />;
  return (
    <div className={style.waiting} style={{ minHeight: lines * 30 }} aria-busy="true">
      {slow && (
        <>
          <span className="visually-hidden" role="status">
            Loading
          </span>
          {Array.from({ length: lines }, (_, line) => (
            <span key={line} className={style.bone} style={{ width: `${30 + ((line * 29) % 50)}%` }} />
          ))}
        </>
      )}
    </div>
  );
}
