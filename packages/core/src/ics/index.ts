export { longestCalendar } from './events.ts';
export { readDays } from './read.ts';
export type { ReadDays } from './read.ts';
export { mostSpans, readSpans, readWindows } from './timed.ts';
export type { EventSpans, EventWindow, Span } from './timed.ts';
export { writeCalendar } from './write.ts';
export type { Calendar, CalendarEvent } from './write.ts';
