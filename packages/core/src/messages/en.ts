import { say } from './phrase.ts';
import type { Words } from './words.ts';

function devices(count: number): string {
  return count === 1 ? '1 device' : `${count} devices`;
}

export const en: Words = {
  months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  date: ({ weekday, day, month, year }) => `${weekday} ${day} ${month} ${year}`,
  span: (from, to) => `${from} to ${to}`,
  inZone: (zone, offset, offsetAfter) =>
    offset === offsetAfter ? `${zone} time (UTC${offset})` : `${zone} time (UTC${offset}, and UTC${offsetAfter} after the clocks change)`,
  zoneUnknown: (zone) => `UTC, because the site’s time zone “${zone}” is not known`,
  timeNotKnown: 'a time that is not known yet',

  subject: {
    planned: (facts, when) => say`Planned maintenance at ${facts.siteName}: ${when}`,
    reminder: (facts, when) => say`Reminder of the maintenance at ${facts.siteName}: ${when}`,
    rescheduled: (facts, when) => say`New time of the maintenance at ${facts.siteName}: ${when}`,
    started: (facts) => say`Maintenance at ${facts.siteName} has started`,
    finished: (facts, _when, { verified, total }) =>
      say`Maintenance at ${facts.siteName} is finished: ${verified} of ${devices(total)} updated and verified`,
    failed: (facts, _when, { verified, total }) =>
      say`Maintenance at ${facts.siteName} did not succeed: ${verified} of ${devices(total)} updated and verified`,
    cancelled: (facts) => say`The maintenance at ${facts.siteName} does not take place`,
  },
  greeting: (name) => (name.trim() === '' ? say`Hello,` : say`Dear ${name},`),
  opening: {
    planned: (facts) =>
      say`${facts.providerName} will update ${devices(facts.devices.length)} of ${facts.clientName} at ${facts.siteName}.`,
    reminder: (facts) =>
      say`As announced, ${facts.providerName} will update ${devices(facts.devices.length)} of ${facts.clientName} at ${facts.siteName}.`,
    rescheduled: (facts) =>
      say`The maintenance of ${devices(facts.devices.length)} of ${facts.clientName} at ${facts.siteName} does not begin when it was announced.`,
    started: (facts) =>
      say`${facts.providerName} has begun to update ${devices(facts.devices.length)} of ${facts.clientName} at ${facts.siteName}.`,
    finished: (facts, { verified, total }) =>
      say`The maintenance of ${facts.clientName} at ${facts.siteName} is finished. ${verified} of ${devices(total)} are updated, and a scan after the change has confirmed it.`,
    failed: (facts, { verified, total }) =>
      say`The maintenance of ${facts.clientName} at ${facts.siteName} did not succeed. ${verified} of ${devices(total)} are updated, and a scan after the change has confirmed it.`,
    cancelled: (facts) =>
      say`The maintenance of ${facts.clientName} at ${facts.siteName} that was announced does not take place. It was about ${devices(facts.devices.length)}, and began on none of them.`,
  },
  when: (when) => say`When: ${when}`,
  sitesTitle: say`At each site:`,
  site: (name, when) => say`${name}: ${when}`,
  restart: {
    needed: say`The devices restart during this time, and can not be used while they do.`,
    possible: say`The devices may restart during this time.`,
    no: say`The devices do not restart.`,
  },
  stops: say`Programs that are updated may stop for a moment while they are replaced.`,
  lasts: (minutes) =>
    say`A device is expected to take up to ${minutes === 1 ? '1 minute' : `${minutes} minutes`} within this time; not all of them change at once.`,
  announced: (when) => say`It was announced for: ${when}`,
  acknowledge: (link) => say`Please confirm that you have read this: ${link}`,
  page: {
    title: 'Planned maintenance',
    lead: (providerName) => `${providerName} announces this to you. With the button you confirm that you have read it.`,
    confirm: 'I have read this',
    confirmed: 'You have confirmed that you read this',
    confirmedWhy: (providerName) => `${providerName} sees that you did. Nothing more is needed of you.`,
  },
  please: (providerName) =>
    say`Please leave the devices switched on and save your work before. If the time does not suit you, tell ${providerName}.`,
  countsTitle: say`How it ended:`,
  counts: {
    verified: (count, total) => say`updated and verified by a scan: ${count} of ${total}`,
    failed: (count, total) => say`failed: ${count} of ${total}`,
    rolledBack: (count, total) => say`taken back to how it was: ${count} of ${total}`,
    other: (count, total) => say`not changed, or not known: ${count} of ${total}`,
  },
  devicesTitle: say`Devices:`,
  device: (name, outcome) => (outcome === null ? say`${name}` : say`${name}: ${outcome}`),
  outcomes: {
    verified: 'updated and verified',
    failed: 'failed',
    'rolled back': 'taken back to how it was',
    refused: 'refused by the device',
    missed: 'not reached in its window',
    unknown: 'not known',
    cancelled: 'cancelled',
  },
  updatesTitle: say`Updates:`,
  update: ({ name, from, to }) => (from === null ? say`${name}: new, ${to}` : say`${name}: ${from} to ${to}`),
  reasonsTitle: say`Why:`,
  more: (count) => say`and ${count} more`,
  closing: (providerName) => say`If you have questions, ask ${providerName}.`,
};
