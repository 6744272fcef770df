/** A campaign's forecast as a file for a spreadsheet. */
import { csvText } from '../csv/index.ts';
import type { ClientForecast } from './forecast.ts';
import { touchKinds } from './touches.ts';
import type { TouchedService, TouchKind } from './touches.ts';

export type ForecastRow = {
  readonly clientName: string;
  readonly state: 'computed' | 'computing' | 'none';
  readonly why: string;
  readonly forecast:
    | (Pick<ClientForecast, 'runs' | 'devices' | 'verified' | 'ended' | 'succeeded' | 'deadlines'> & {
        readonly asOf: string;
        readonly computedAt: string;
        readonly late: { readonly count: number; readonly shown: readonly Pick<ClientForecast['late'][number], 'deviceName' | 'why'>[] };
        readonly windows: { readonly count: number };
        readonly touched: Readonly<Record<TouchKind, number>>;
        readonly services: readonly TouchedService[];
      })
    | null;
};

const touchTitles: Readonly<Record<TouchKind, string>> = {
  restart: 'restarts',
  'restart-unknown': 'restart not known',
  host: 'hosts with guests',
  dependant: 'dependants',
  'no-way-back': 'no way back',
  'no-stand-in': 'no stand-in',
};

const titles = [
  ['client', 'state', 'why none', 'devices', 'all verified early', 'all verified middle', 'all verified late', 'over in the middle'],
  [
    'futures',
    'futures that go well',
    'devices with a deadline',
    'devices that miss it',
    'devices late or never done',
    'first of them',
    'why',
  ],
  ['openings used', ...touchKinds.map((kind) => touchTitles[kind]), 'business services', 'state of', 'computed at'],
].flat();

/** RFC 4180, a line a client, instants in UTC. A cell that a spreadsheet would take for a formula is led by an apostrophe. */
export function forecastCsv(rows: readonly ForecastRow[]): string {
  return csvText([titles, ...rows.map(cellsOf)]);
}

function cellsOf({ clientName, state, why, forecast }: ForecastRow): readonly (string | number | null)[] {
  if (forecast === null) return [clientName, state, why, ...titles.slice(3).map(() => null)];
  const { verified, ended, deadlines, late, touched, services } = forecast;
  const [first] = late.shown;
  return [
    [clientName, state, null, forecast.devices, verified.p10, verified.p50, verified.p90, ended.p50],
    [forecast.runs, forecast.succeeded, deadlines.devices, deadlines.missed, late.count, first?.deviceName ?? null, first?.why ?? null],
    [forecast.windows.count, ...touchKinds.map((kind) => touched[kind]), services.map(({ name }) => name).join('; ')],
    [forecast.asOf, forecast.computedAt],
  ].flat();
}
