/** Forecasts of campaigns: what is asked, how the answer grows, and its words. */
import type { CallOutput } from '@fettle/protocol/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import type { AssumedAsk, PreviewDraft } from '../../forms/deployment-preview.tsx';

export type Forecasts = CallOutput<'forecastCampaign'>;
export type ClientForecast = Forecasts['items'][number];
export type Forecast = NonNullable<ClientForecast['forecast']>;

export type ForecastAsked = AssumedAsk & {
  readonly clientId: string | null;
  /** What was computed up to then is computed anew. */
  readonly after: string | null;
};

/** The server answers with what it has after some seconds: while clients are missing it is asked again. */
const askAgainMs = 1_000;

/** Computed once for what was asked, and not again with every report that arrives: it says itself when it was computed. */
export function forecasting(campaignId: string, body: ForecastAsked) {
  return queryOptions({
    queryKey: ['forecast', campaignId, body] as const,
    queryFn: () => api('forecastCampaign', { params: { id: campaignId }, body }),
    staleTime: 10 * 60_000,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.computing > 0 ? askAgainMs : false),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** `5 % of the devices away for 48 h, 1 % fail, approved now`. */
export function assumedWords(draft: PreviewDraft, approval: boolean): string {
  const { away, awayHours, fail, refuse, approveHours, releaseHours } = draft;
  return [
    away === 0 ? 'no device away' : `${away} % of the devices away for about ${awayHours} h`,
    fail === 0 ? 'no change fails' : `${fail} % of the changes fail`,
    ...(refuse === 0 ? [] : [`${refuse} % refuse`]),
    ...(approval ? [approveHours === 0 ? 'approved now' : `approved after ${approveHours} h`] : []),
    releaseHours === null ? 'nobody releases a hold' : `holds released after ${releaseHours} h`,
  ].join(', ');
}

const touchWords: Readonly<Record<keyof Forecast['touched'], readonly [one: string, many: string]>> = {
  restart: ['restarts', 'restart'],
  'restart-unknown': ['may restart', 'may restart'],
  host: ['host with guests', 'hosts with guests'],
  dependant: ['dependant', 'dependants'],
  'no-way-back': ['without a way back', 'without a way back'],
  'no-stand-in': ['mission-critical without stand-in', 'mission-critical without stand-in'],
};

/** `14 restart, 2 hosts with guests`: only what there is. */
export function touchesInWords({ touched }: Pick<Forecast, 'touched'>): string {
  return (Object.entries(touchWords) as [keyof Forecast['touched'], readonly [string, string]][]) // the table names every kind and nothing else
    .flatMap(([kind, [one, many]]) => (touched[kind] === 0 ? [] : [`${touched[kind]} ${touched[kind] === 1 ? one : many}`]))
    .join(', ');
}

/** The newest of what was computed; null: nothing was. */
export function newestOf({ items }: Pick<Forecasts, 'items'>): string | null {
  return (
    items
      .flatMap(({ forecast }) => forecast?.computedAt ?? [])
      .toSorted()
      .at(-1) ?? null
  );
}
