import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { bandwidthWords } from '../../parts/bandwidth.ts';
import { bytes } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { oneOf, useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { duration, isSameZone, timeOfDay, viewerZone } from '../../ui/time.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { daysFilter, useSites } from './asked.ts';
import style from './calendar.module.css';

type Found = CallOutput<'getSiteOpenings'>;
type Site = Found['sites'][number];
type Opening = Site['openings'][number];

/** Site by site what opens, what is planned into it, whether there is time for it, and what gets in each other's way. */
export function SitesTab(): ReactNode {
  const client = useClientInView();
  return client === undefined ? (
    <Empty title="Of which client?">Choose a client above: its sites stand here with their openings and what is planned into each.</Empty>
  ) : (
    <Sites client={client} />
  );
}

function Sites({ client }: { client: string }): ReactNode {
  const { part, change } = useListState();
  const days = oneOf(part('days'), ['14', '31']) ?? '14';
  const { siteId, siteFilters } = useSites(client);
  const query = useQuery(
    reading('getSiteOpenings', { params: { id: client }, query: { days: Number(days), ...(siteId !== undefined && { siteId }) } }),
  );
  return (
    <>
      <FilterBar filters={[daysFilter(days, ['31']), ...siteFilters]} onChange={change} summary="Times by the clock of each site" />
      <Loaded query={query} lines={12}>
        {({ sites, cut, deploymentsShown }) => (
          <>
            {cut && (
              <Notice status="attention" title="More is planned than was looked at">
                Only the oldest deployments are counted into the openings below.
              </Notice>
            )}
            {!deploymentsShown && (
              <Notice status="unknown" title="What is planned is not shown">
                Your role may not read deployments of this client.
              </Notice>
            )}
            {sites.map((one) => (
              <SiteSection key={one.id} site={one} />
            ))}
          </>
        )}
      </Loaded>
    </>
  );
}

function SiteSection({ site }: { site: Site }): ReactNode {
  const { limits, openings, more, unplaced, downloads } = site;
  const said = [
    limits.atOnce === null ? null : `${limits.atOnce} devices at once`,
    limits.perHour === null ? null : `${limits.perHour} an hour`,
    limits.bandwidth === null ? null : `${bandwidthWords(limits.bandwidth)} for downloads`,
  ].filter((one) => one !== null);
  return (
    <Section
      title={plainName(site.name)}
      note={`${site.zone}, ${site.devices} ${site.devices === 1 ? 'device' : 'devices'}. ${said.length === 0 ? 'No limit of capacity holds here beyond what policies say.' : `At most ${said.join(', ')}.`}`}
    >
      {unplaced.map(({ deploymentId, title, devices }) => (
        <Notice
          key={deploymentId}
          status="attention"
          title={`No opening is left for ${devices} ${devices === 1 ? 'device' : 'devices'}`}
          action={
            <a href={paths.deployment(deploymentId)}>
              <Name of={title} />
            </a>
          }
        >
          None in which the change fits, before the deployment ends.
        </Notice>
      ))}
      {downloads !== null && (
        <Notice
          status={downloads.late === 0 ? 'running' : 'attention'}
          title={`Downloads: ${bytes(downloads.bytes)} for ${downloads.devices} ${downloads.devices === 1 ? 'device' : 'devices'}`}
        >
          {downloads.late === 0
            ? 'All is there in time, if what waits for its approval is approved now. Expected end: '
            : `${downloads.late} would begin before everything is there, and wait for a later opening. Expected end: `}
          <Time at={downloads.until} />.
        </Notice>
      )}
      <DataTable
        label={`Openings at ${plainName(site.name)}`}
        rows={openings}
        rowKey={(row) => `${row.opensAt} ${row.closesAt}`}
        columns={[
          { id: 'when', title: 'Opening', width: '22%', wraps: true, cell: (row) => <When opening={row} zone={site.zone} /> },
          { id: 'planned', title: 'Expected in it', width: '26%', wraps: true, cell: Planned },
          { id: 'time', title: 'Time', width: '18%', wraps: true, cell: Used },
          { id: 'once', title: 'At once', width: '12%', cell: (row) => <AtOnce opening={row} limit={limits.atOnce} /> },
          { id: 'collides', title: 'Collides', wraps: true, cell: Collides },
        ]}
        empty={
          <Empty title={site.devices === 0 ? 'No device is here yet' : 'Nothing opens in these days'}>
            {site.devices === 0 ? 'Windows are those of devices.' : 'Nothing can be installed here until a window opens.'}
          </Empty>
        }
      />
      {more > 0 && <p className={style.left}>{more} more openings in these days are not shown.</p>}
    </Section>
  );
}

function When({ opening, zone }: { opening: Opening; zone: string }): ReactNode {
  const mine = viewerZone();
  const { policies, closed, shortenedBy, opensAt, closesAt } = opening;
  return (
    <>
      <span className={closed === null ? style.time : style.struck}>{opening.wall}</span>
      {closed !== null && (
        <span className={style.why}>
          {' '}
          closed: <Name of={`${closed.kind === 'freeze' ? 'Freeze' : 'Holiday'}: ${closed.name}`} wraps />
        </span>
      )}
      <span className={style.detail}>
        {!isSameZone(zone, mine) && `${timeOfDay(opensAt, mine)}–${timeOfDay(closesAt, mine)} for you. `}
        {shortenedBy !== null && (
          <>
            A part of it is frozen: <Name of={shortenedBy} wraps />.{' '}
          </>
        )}
        {policies.length === 0 ? (
          'Approved; no policy says it any more'
        ) : (
          <Name
            of={policies.map(({ name, lane, devices }) => `${name}${lane === null ? '' : `, lane ${lane}`} (${devices})`).join('; ')}
            wraps
          />
        )}
      </span>
    </>
  );
}

function Planned({ deployments }: Opening): ReactNode {
  if (deployments.length === 0) return <span className={style.soft}>nothing</span>;
  return (
    <ul className={style.plain}>
      {deployments.map(({ id, title, devices, held }) => (
        <li key={id}>
          <a href={paths.deployment(id)}>
            <Name of={title} wraps />
          </a>{' '}
          <span className={style.soft}>
            {devices} {devices === 1 ? 'device' : 'devices'}
            {held !== null && ', held now'}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Expected of what is open: as a picture and in words. */
function Used({ minutesOpen, minutesUsed, closed }: Opening): ReactNode {
  if (closed !== null) return <span className={style.soft}>not open</span>;
  const of = duration(minutesOpen * 60);
  if (minutesUsed === 0) return <span className={style.soft}>all of {of} free</span>;
  return (
    <>
      <meter
        className={style.meter}
        min={0}
        max={minutesOpen}
        value={Math.min(minutesUsed, minutesOpen)}
        aria-label="Expected of the time that it is open"
      >
        {minutesUsed} of {minutesOpen}
      </meter>
      <span className={style.figures}>
        {duration(minutesUsed * 60)} of {of}
      </span>
    </>
  );
}

function AtOnce({ opening, limit }: { opening: Opening; limit: number | null }): ReactNode {
  if (opening.devices === 0) return '';
  return limit === null ? `${opening.atOnce}, no limit` : `${opening.atOnce} of ${limit}`;
}

const collisionLabels = { overfull: 'Too full', frozen: 'Frozen', together: 'Together', 'not fetched': 'Not fetched' } as const;

function Collides({ collisions }: Opening): ReactNode {
  if (collisions.length === 0) return '';
  return (
    <ul className={style.plain}>
      {collisions.map(({ kind, sentence }) => (
        <li key={sentence}>
          <StatusMark status="attention" word={collisionLabels[kind]} /> <Name of={sentence} wraps />
        </li>
      ))}
    </ul>
  );
}
