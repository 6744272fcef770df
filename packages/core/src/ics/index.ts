export { longestCalendar } from './events.ts';
export { writeInvitation } from './invitation.ts';
export type { Invitation, Person } from './invitation.ts';
export { readDays } from './read.ts';
export type { ReadDays } from './read.ts';
export { mostSpans, readSpans, readWindows } from './timed.ts';
export type { EventSpans, EventWindow, Span } from './timed.ts';
export { writeCalendar } from './write.ts';
export type { Calendar, CalendarEvent } from './write.ts';
