import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Problem } from '../../session/Problem.tsx';
import { useRows } from '../../session/rows.ts';
import { Name } from '../../ui/Name.tsx';
import { TimeLine } from '../../ui/TimeLine.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

/** What happened on this device, newest first. */
export function HappenedTab({ device }: { device: Device }): ReactNode {
  const list = useRows('getDeviceTimeline', { params: { id: device.id } });
  if (list.error !== null && list.rows === null)
    return <Problem error={list.error} action={<Button onClick={list.retry}>Try again</Button>} />;
  if (list.rows === null) return null;
  return (
    <>
      <TimeLine
        empty="Nothing has happened on this device yet."
        zone={device.zone}
        happenings={list.rows.map((row, index) => ({
          key: `${row.at} ${row.kind} ${index}`,
          at: row.at,
          status: row.status === 'neutral' ? null : row.status,
          what: <Name of={row.sentence} wraps />,
          ...(row.detail === null ? {} : { detail: <Name of={row.detail} wraps /> }),
          ...(row.deploymentId === null ? {} : { by: <a href={paths.deployment(row.deploymentId)}>Deployment</a> }),
        }))}
      />
      {list.loadMore !== null && (
        <div className={style.more}>
          <Button onClick={list.loadMore}>Show what was before</Button>
        </div>
      )}
    </>
  );
}
