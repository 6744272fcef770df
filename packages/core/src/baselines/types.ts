/** What is usual on a device: how busy it is, how much memory it uses and how soon it answers, hour by hour of the last four weeks. */

/** One hour of one measure, as small as it can be stored: the hour, how many samples it had, their mean. The hour counts from 1970 by the clock of the device. */
export type HourCell = readonly [hour: number, samples: number, mean: number];

/** What is usual at the same hours. `days`: on so many days they were looked at. */
export type Usual =
  | { readonly known: true; readonly value: number; readonly days: number }
  | { readonly known: false; readonly because: string };

/** What is measured: `cpu` and `memory` in percent, a response in milliseconds. */
export type MeasureKind = 'cpu' | 'memory' | 'response';

/** Days that are kept. */
export const daysKept = 28;
/** Days with enough samples at the same hours that make something usual; of weekend days there are eight in four weeks. */
export const leastDays = 3;
/** Samples that make an hour count. */
export const leastSamples = 3;
