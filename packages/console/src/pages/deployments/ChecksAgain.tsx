import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { Time } from '../../ui/Time.tsx';
import type { ChecksAgainOf } from './types.ts';
import style from './deployments.module.css';

type Day = ChecksAgainOf['items'][number];
type Silent = ChecksAgainOf['silent'][number];

/** Checks that the policy has asked again days after the change: how they stand, and who never answered. Nothing where none are. */
export function ChecksAgain({ deploymentId }: { deploymentId: string }): ReactNode {
  const again = useQuery(reading('getChecksAgain', { params: { id: deploymentId } })).data;
  if (again === undefined || again.items.length === 0) return null;
  return (
    <Section
      title="Checks again"
      note="Asked days after the change, as the policy says. A device that has not answered within three days is not asked again for that day: how it is then is not known."
    >
      {again.items.map((day) => (
        <DayLine key={day.days} day={day} />
      ))}
      {again.silent.length > 0 && (
        <DataTable
          label="Devices that have not answered"
          rows={again.silent}
          rowKey={(row) => `${row.days} ${row.deviceId}`}
          rowHref={(row) => paths.device(row.deviceId)}
          columns={[
            { id: 'device', title: 'Device', width: '26%', cell: (row) => <Name of={row.deviceName} strong /> },
            { id: 'day', title: 'Asked', width: '20%', cell: (row) => dayWords(row.days) },
            { id: 'state', title: 'Answer', width: '27%', cell: (row) => <Answer of={row} /> },
            { id: 'until', title: 'Time to answer until', cell: (row) => <Time at={row.until} /> },
          ]}
          empty={<Empty title="None">Every device has answered.</Empty>}
        />
      )}
    </Section>
  );
}

function dayWords(days: number): string {
  return days === 1 ? '1 day after' : `${days} days after`;
}

function Answer({ of: { state } }: { of: Silent }): ReactNode {
  return state === 'unknown' ? <StatusMark status="unknown" word="never came" /> : <StatusMark status="waiting" word="awaited" />;
}

function DayLine({ day }: { day: Day }): ReactNode {
  const parts = [
    [day.passed, 'passed'],
    [day.failed, 'failed'],
    [day.notMeasured, 'could not be measured'],
    [day.refused, 'refused by the device'],
    [day.waiting, 'awaited'],
    [day.unknown, 'never answered'],
    [day.notAsked, 'not asked: retired, or without checks'],
  ] as const;
  return (
    <p className={style.actions}>
      <strong>{dayWords(day.days)}</strong>
      {parts
        .filter(([count]) => count > 0)
        .map(([count, label]) => (
          <Count key={label} value={count} of={day.devices} label={label} show />
        ))}
      {day.planned > 0 && <Count value={day.planned} of={day.devices} label="not asked yet" show />}
      {day.nextAt !== null && (
        <span>
          next <Time at={day.nextAt} />
        </span>
      )}
    </p>
  );
}
