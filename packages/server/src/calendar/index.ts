/** The calendar: what opens, what is frozen and what runs, for people and for their own calendars. */
import type { Feature } from '../platform/feature.ts';
import { calendarHandlers } from './handlers.ts';

export const calendarFeature: Feature = { name: 'calendar', handlers: calendarHandlers };
