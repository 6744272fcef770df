import type { ReactNode } from 'react';
import { Unsaid } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { useNow } from '../../ui/now.ts';
import { Age, Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Offer } from './offer-columns.tsx';
import type { Device } from './types.ts';
import style from './devices.module.css';

type Deadline = Offer['deadlines'][number];
type Event = Offer['clockEvents'][number];

/** By when an update must be in as every framework counts it, with both clocks of a device that was off, and what is counted from, with its source. */
export function OfferClocks({ offer, device }: { offer: Offer; device: Device }): ReactNode {
  return (
    <>
      <div>
        <h3>Deadlines</h3>
        {offer.deadlines.length === 0 ? (
          <p className={style.note}>
            The client is held to nothing that speaks of this device: no framework and no SLA sets a day.{' '}
            <a href={paths.client(device.clientId, { tab: 'agreements' })}>Its agreements</a>
          </p>
        ) : (
          <>
            <p className={style.note}>The first one counts.</p>
            <Deadlines offer={offer} device={device} />
            <Explain
              question="How are they counted?"
              reasons={offer.deadlines.map((one) => ({ key: one.framework, text: <Name of={whyOf(one)} wraps /> }))}
            />
          </>
        )}
      </div>
      <div>
        <h3>Clock events</h3>
        <p className={style.note}>What deadlines are counted from, and who says when that was.</p>
        <DataTable
          inside="drawer"
          label="Clock events"
          rows={offer.clockEvents}
          rowKey={(row) => `${row.event} ${row.vulnerability ?? ''}`}
          columns={[
            {
              id: 'event',
              title: 'Event',
              width: '30%',
              wraps: true,
              cell: (row) => (
                <>
                  {eventWords[row.event]}
                  {row.vulnerability !== null && <div className={style.note}>{row.vulnerability}</div>}
                </>
              ),
            },
            {
              id: 'at',
              title: 'When',
              width: '32%',
              wraps: true,
              cell: (row) => <Moment at={row.at} zone={device.zone} absent={absentWords[row.event] ?? 'not known'} />,
            },
            { id: 'source', title: 'Source', wraps: true, cell: (row) => <Name of={row.source} wraps /> },
          ]}
          empty={null}
        />
      </div>
    </>
  );
}

function Deadlines({ offer, device }: { offer: Offer; device: Device }): ReactNode {
  const now = useNow();
  return (
    <DataTable
      inside="drawer"
      label="Deadlines"
      rows={offer.deadlines}
      rowKey={(row) => row.framework}
      columns={[
        {
          id: 'framework',
          title: 'By',
          width: '34%',
          wraps: true,
          cell: (row) => (
            <>
              {row.framework}
              <div className={style.note}>
                {row.clause ?? 'no clause'}
                {row.vulnerability !== null && `, ${row.vulnerability}`}
                {!row.confirmed && ', not yet checked against its text'}
              </div>
            </>
          ),
        },
        {
          id: 'due',
          title: 'Due',
          wraps: true,
          cell: (row) => (
            <>
              {row.at === null ? (
                <Unsaid>sets no day</Unsaid>
              ) : (
                <>
                  {Date.parse(row.at) < now && <StatusMark status="failing" word="Overdue" />} <Moment at={row.due} zone={device.zone} />{' '}
                  {row.due?.includes('T') !== true && (
                    <span className={style.note}>
                      <Age at={row.at} zone={device.zone} />
                    </span>
                  )}
                </>
              )}
              {row.otherClock !== null && (
                <div className={style.note}>
                  {otherWords[row.otherClock.kind]}: <Moment at={row.otherClock.due} zone={device.zone} />
                </div>
              )}
            </>
          ),
        },
        {
          id: 'clock',
          title: 'Counted from',
          width: '28%',
          wraps: true,
          cell: (row) =>
            row.clock === null ? (
              ''
            ) : (
              <>
                {eventWords[row.clock.event]}
                <div className={style.note}>
                  <Moment at={row.clock.at} zone={device.zone} />
                </div>
              </>
            ),
        },
      ]}
      empty={null}
    />
  );
}

/** A day as it was published, or a time. */
function Moment({ at, zone, absent = 'not known' }: { at: string | null; zone: string; absent?: string }): ReactNode {
  if (at === null) return <Unsaid>{absent}</Unsaid>;
  if (!at.includes('T')) return <span className={style.day}>{at}</span>;
  return (
    <span className={style.moment}>
      <Time at={at} zone={zone} />
    </span>
  );
}

function whyOf({ why, otherClock }: Deadline): string {
  return otherClock === null ? why : `${why} ${otherClock.why}`;
}

const otherWords: Readonly<Record<NonNullable<Deadline['otherClock']>['kind'], string>> = {
  'time-on': 'Counting only while it was on',
  calendar: 'By the calendar alone',
  'from-return': 'Counted from its return',
};

const eventWords: Readonly<Record<Event['event'], string>> = {
  released: 'Released by its maker',
  published: 'CVE published',
  kevAdded: 'Known exploited since',
  kevDue: 'Due by the catalogue',
  detected: 'First detected here',
  offered: 'First offered here',
  backOnline: 'Back online',
};

/** Of the catalogue it is known that it does not have it. */
const absentWords: Readonly<Partial<Record<Event['event'], string>>> = { kevAdded: 'never' };
