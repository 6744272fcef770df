import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem } from '../../session/Problem.tsx';
import { useRows } from '../../session/rows.ts';
import { Name } from '../../ui/Name.tsx';
import { TimeLine } from '../../ui/TimeLine.tsx';
import type { Status } from '../../ui/status.ts';
import style from './deployments.module.css';

const looks: Readonly<Record<string, Status>> = {
  approved: 'good',
  'hold-placed': 'attention',
  'ring-opened': 'running',
  'ring-soaking': 'running',
  'check-sent': 'running',
};

/** Every event of the deployment, as one sentence each, newest first. */
export function HappenedTab({ id }: { id: string }): ReactNode {
  const list = useRows('getDeploymentEvents', { params: { id } });
  if (list.error !== null && list.rows === null)
    return <Problem error={list.error} action={<Button onClick={list.retry}>Try again</Button>} />;
  if (list.rows === null) return null;
  return (
    <>
      <TimeLine
        empty="Nothing has happened yet: the first event is the plan."
        happenings={list.rows
          .toSorted((a, b) => b.seq - a.seq)
          .map((event) => ({
            key: String(event.seq),
            at: event.at,
            status: looks[event.kind] ?? null,
            what: <Name of={event.sentence} wraps />,
            by: `No. ${event.seq}`,
          }))}
      />
      {list.loadMore !== null && (
        <div className={style.more}>
          <Button onClick={list.loadMore}>Show more</Button>
        </div>
      )}
    </>
  );
}
