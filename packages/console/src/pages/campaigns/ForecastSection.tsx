import { forecastCsv } from '@fettle/core/campaigns';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { PreviewForm, assumedAsk, usualPreview } from '../../forms/deployment-preview.tsx';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { useListState } from '../../session/list-state.ts';
import { Count } from '../../ui/Count.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { expectedWords, inFutures } from '../deployments/preview.ts';
import { assumedWords, type ClientForecast, forecasting, type Forecasts, newestOf, touchesInWords } from './forecast.ts';
import { ForecastDrawer } from './ForecastDrawer.tsx';
import { saveFile } from '../../parts/save-file.ts';
import type { CampaignDetail } from './words.ts';
import style from './campaigns.module.css';

/** When each client is expected to be done, who would be late, and what its change would disturb: by futures that the server plays. */
export function ForecastSection({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const { part, change } = useListState();
  const [draft, assume] = useState(usualPreview);
  const [after, computeAfter] = useState<string | null>(null);
  const asked = { ...assumedAsk(draft), after };
  const query = useQuery(forecasting(campaign.id, { ...asked, clientId: null }));
  const approval = campaign.standings.approval + campaign.standings.held > 0;
  const client = campaign.items.find(({ clientId }) => clientId === part('expect'));
  const newest = query.data === undefined ? null : newestOf(query.data);
  return (
    <Section
      title="What to expect"
      note={
        <>
          The engine plays each client’s deployment in fast time, by its own windows, gates and limits. Nothing is sent or changed.
          {newest !== null && (
            <>
              {' '}
              Computed: <Time at={newest} />.
            </>
          )}
        </>
      }
      actions={
        <>
          <ReasonButton reason={newest === null ? 'Nothing is computed yet.' : null} onClick={() => computeAfter(newest)}>
            Compute again
          </ReasonButton>
          <ReasonButton
            reason={notYet(query.data)}
            onClick={() => saveFile('forecast.csv', 'text/csv', forecastCsv(query.data?.items ?? []))}
          >
            Save as CSV
          </ReasonButton>
        </>
      }
    >
      <details className={style.assume}>
        <summary>Assumed: {assumedWords(draft, approval)}</summary>
        <PreviewForm busy={query.isFetching} error={query.error} approval={approval} begins={false} onAsk={assume} />
      </details>
      {query.error === null && (
        <Loaded query={query} lines={6}>
          {(answer) => <ForecastTable campaignId={campaign.id} answer={answer} />}
        </Loaded>
      )}
      {client !== undefined && (
        <ForecastDrawer campaignId={campaign.id} client={client} asked={asked} onClose={() => change({ expect: '' })} />
      )}
    </Section>
  );
}

function notYet(answer: Forecasts | undefined): string | null {
  if (answer === undefined) return 'Nothing is computed yet.';
  return answer.computing === 0 ? null : `${answer.computing} clients are still being computed.`;
}

function ForecastTable({ campaignId, answer }: { campaignId: string; answer: Forecasts }): ReactNode {
  const now = useNow();
  const missing = (one: ClientForecast): number => one.forecast?.deadlines.missed ?? (one.state === 'computing' ? 0 : -1);
  const rows = answer.items.toSorted((a, b) => missing(b) - missing(a) || a.clientName.localeCompare(b.clientName));
  return (
    <>
      {answer.computing > 0 && (
        <Notice status="running" title={`${answer.items.length - answer.computing} of ${answer.items.length} clients are computed`}>
          The others follow by themselves.
        </Notice>
      )}
      <DataTable
        label="What to expect at each client"
        rows={rows}
        rowKey={(row) => row.clientId}
        columns={columns(campaignId, now)}
        empty={<Empty title="No clients">No client of this campaign is in your reach.</Empty>}
      />
    </>
  );
}

function columns(campaignId: string, now: number): readonly Column<ClientForecast>[] {
  const opens = (row: ClientForecast): string => paths.campaign(campaignId, { expect: row.clientId });
  return [
    {
      id: 'client',
      title: 'Client',
      width: '20%',
      wraps: true,
      cell: (row) =>
        row.forecast === null ? (
          <Name of={row.clientName} strong wraps />
        ) : (
          <a href={opens(row)}>
            <Name of={row.clientName} strong wraps />
          </a>
        ),
    },
    { id: 'verified', title: 'All verified', width: '24%', wraps: true, cell: (row) => <Expected row={row} now={now} /> },
    {
      id: 'missed',
      title: 'Miss deadline',
      width: '110px',
      align: 'end',
      cell: ({ forecast, ...row }) =>
        forecast !== null && (
          <Count
            value={forecast.deadlines.missed}
            of={forecast.deadlines.devices}
            href={opens({ ...row, forecast })}
            label={['device with a deadline misses it in most futures', 'devices with a deadline miss it in most futures']}
          />
        ),
    },
    {
      id: 'late',
      title: 'Late, never',
      width: '96px',
      align: 'end',
      room: 'middle',
      cell: ({ forecast, ...row }) =>
        forecast !== null && (
          <Count
            value={forecast.late.count}
            href={opens({ ...row, forecast })}
            label={['device late or never done in some future', 'devices late or never done in some future']}
          />
        ),
    },
    {
      id: 'windows',
      title: 'Openings',
      width: '88px',
      align: 'end',
      room: 'wide',
      cell: ({ forecast, ...row }) =>
        forecast !== null && (
          <Count
            value={forecast.windows.count}
            href={opens({ ...row, forecast })}
            label={['opening of a window used', 'openings of windows used']}
          />
        ),
    },
    {
      id: 'touched',
      title: 'Disturbed',
      wraps: true,
      cell: ({ forecast }) => (forecast === null ? '' : touchesInWords(forecast) || 'nothing beyond its packages'),
    },
    {
      id: 'computed',
      title: 'Computed',
      width: '110px',
      room: 'wide',
      cell: ({ forecast }) => (forecast === null ? '' : <Age at={forecast.computedAt} />),
    },
  ];
}

function Expected({ row, now }: { row: ClientForecast; now: number }): ReactNode {
  if (row.forecast === null) return row.state === 'computing' ? 'is computed…' : <Name of={row.why} wraps />;
  const { verified, runs, succeeded, complete } = row.forecast;
  return (
    <>
      {expectedWords(verified, now)}
      <div className={style.small}>
        goes well {inFutures(succeeded, runs)}
        {!complete && '; a future was cut off'}
      </div>
    </>
  );
}
