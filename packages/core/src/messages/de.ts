import { say } from './phrase.ts';
import type { Words } from './words.ts';

/** Nominative and accusative. */
function geraete(count: number): string {
  return count === 1 ? '1 Gerät' : `${count} Geräte`;
}

/** Dative, as after „von“. */
function geraeten(count: number): string {
  return count === 1 ? '1 Gerät' : `${count} Geräten`;
}

export const de: Words = {
  months: ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'],
  days: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  date: ({ weekday, day, month, year }) => `${weekday}, ${day}. ${month} ${year}`,
  span: (from, to) => `${from} bis ${to}`,
  inZone: (zone, offset, offsetAfter) =>
    offset === offsetAfter
      ? `Zeit von ${zone} (UTC${offset})`
      : `Zeit von ${zone} (UTC${offset}, nach der Umstellung der Uhren UTC${offsetAfter})`,
  zoneUnknown: (zone) => `UTC, weil die Zeitzone des Standorts „${zone}“ nicht bekannt ist`,
  timeNotKnown: 'ein Zeitpunkt, der noch nicht feststeht',

  subject: {
    planned: (facts, when) => say`Geplante Wartung, ${facts.siteName}: ${when}`,
    reminder: (facts, when) => say`Erinnerung an die Wartung, ${facts.siteName}: ${when}`,
    rescheduled: (facts, when) => say`Neuer Termin der Wartung, ${facts.siteName}: ${when}`,
    started: (facts) => say`Wartung hat begonnen, ${facts.siteName}`,
    finished: (facts, _when, { verified, total }) =>
      say`Wartung abgeschlossen, ${facts.siteName}: ${verified} von ${geraeten(total)} aktualisiert und geprüft`,
    failed: (facts, _when, { verified, total }) =>
      say`Wartung nicht gelungen, ${facts.siteName}: ${verified} von ${geraeten(total)} aktualisiert und geprüft`,
    cancelled: (facts) => say`Wartung findet nicht statt, ${facts.siteName}`,
  },
  greeting: (name) => (name.trim() === '' ? say`Guten Tag,` : say`Guten Tag ${name},`),
  opening: {
    planned: (facts) =>
      say`${facts.providerName} aktualisiert ${geraete(facts.devices.length)} von ${facts.clientName}, Standort ${facts.siteName}.`,
    reminder: (facts) =>
      say`Wie angekündigt aktualisiert ${facts.providerName} ${geraete(facts.devices.length)} von ${facts.clientName}, Standort ${facts.siteName}.`,
    rescheduled: (facts) =>
      say`Die Wartung von ${geraeten(facts.devices.length)} von ${facts.clientName}, Standort ${facts.siteName}, beginnt nicht zum angekündigten Termin.`,
    started: (facts) =>
      say`${facts.providerName} hat begonnen, ${geraete(facts.devices.length)} von ${facts.clientName} am Standort ${facts.siteName} zu aktualisieren.`,
    finished: (facts, { verified, total }) =>
      say`Die Wartung bei ${facts.clientName}, Standort ${facts.siteName}, ist abgeschlossen. Aktualisiert und durch einen Scan nach der Änderung bestätigt: ${verified} von ${geraeten(total)}.`,
    failed: (facts, { verified, total }) =>
      say`Die Wartung bei ${facts.clientName}, Standort ${facts.siteName}, ist nicht gelungen. Aktualisiert und durch einen Scan nach der Änderung bestätigt: ${verified} von ${geraeten(total)}.`,
    cancelled: (facts) =>
      say`Die angekündigte Wartung bei ${facts.clientName}, Standort ${facts.siteName}, findet nicht statt. Betroffen: ${geraete(facts.devices.length)}; begonnen wurde sie auf keinem davon.`,
  },
  when: (when) => say`Wann: ${when}`,
  sitesTitle: say`An den einzelnen Standorten:`,
  site: (name, when) => say`${name}: ${when}`,
  restart: {
    needed: say`Die Geräte starten in dieser Zeit neu und sind währenddessen nicht benutzbar.`,
    possible: say`Die Geräte starten in dieser Zeit möglicherweise neu.`,
    no: say`Die Geräte starten nicht neu.`,
  },
  stops: say`Programme, die aktualisiert werden, können dabei für einen Moment unterbrochen sein.`,
  lasts: (minutes) =>
    say`Ein Gerät braucht in dieser Zeit voraussichtlich bis zu ${minutes === 1 ? '1 Minute' : `${minutes} Minuten`}; nicht alle ändern sich gleichzeitig.`,
  announced: (when) => say`Angekündigt war: ${when}`,
  acknowledge: (link) => say`Bitte bestätigen Sie, dass Sie dies gelesen haben: ${link}`,
  page: {
    title: 'Geplante Wartung',
    lead: (providerName) => `${providerName} kündigt Ihnen dies an. Mit der Schaltfläche bestätigen Sie, dass Sie es gelesen haben.`,
    confirm: 'Ich habe dies gelesen',
    confirmed: 'Sie haben bestätigt, dass Sie dies gelesen haben',
    confirmedWhy: (providerName) => `${providerName} sieht das. Sie müssen nichts weiter tun.`,
  },
  please: (providerName) =>
    say`Bitte lassen Sie die Geräte eingeschaltet und speichern Sie vorher Ihre Arbeit. Wenn der Termin nicht passt, wenden Sie sich an ${providerName}.`,
  countsTitle: say`Ergebnis:`,
  counts: {
    verified: (count, total) => say`aktualisiert und durch einen Scan bestätigt: ${count} von ${total}`,
    failed: (count, total) => say`fehlgeschlagen: ${count} von ${total}`,
    rolledBack: (count, total) => say`auf den vorherigen Stand zurückgesetzt: ${count} von ${total}`,
    other: (count, total) => say`nicht geändert oder nicht bekannt: ${count} von ${total}`,
  },
  devicesTitle: say`Geräte:`,
  device: (name, outcome) => (outcome === null ? say`${name}` : say`${name}: ${outcome}`),
  outcomes: {
    verified: 'aktualisiert und geprüft',
    failed: 'fehlgeschlagen',
    'rolled back': 'auf den vorherigen Stand zurückgesetzt',
    refused: 'vom Gerät abgelehnt',
    missed: 'im Wartungsfenster nicht erreicht',
    unknown: 'nicht bekannt',
    cancelled: 'abgebrochen',
  },
  updatesTitle: say`Aktualisierungen:`,
  update: ({ name, from, to }) => (from === null ? say`${name}: neu, ${to}` : say`${name}: ${from} auf ${to}`),
  reasonsTitle: say`Gründe (auf Englisch):`,
  more: (count) => say`und ${count} weitere`,
  closing: (providerName) => say`Bei Fragen wenden Sie sich an ${providerName}.`,
};
