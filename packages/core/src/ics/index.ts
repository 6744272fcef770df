export { longestCalendar, readDays } from './read.ts';
export type { ReadDays } from './read.ts';
export { writeCalendar } from './write.ts';
export type { Calendar, CalendarEvent } from './write.ts';
