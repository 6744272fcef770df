import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledgeHere, acknowledgePage, messageFor, noticeKinds, spokenLanguages } from './index.ts';
import type { NoticeFacts } from './index.ts';

const planned: NoticeFacts = {
  kind: 'planned',
  clientName: 'Acme',
  siteName: 'London office',
  zone: 'Europe/London',
  window: { opensAt: '2026-06-07T01:30:00Z', closesAt: '2026-06-07T03:30:00Z' },
  devices: [{ name: 'web-1' }, { name: 'web-2' }],
  updates: [{ name: 'openssl', from: '3.0.16-1', to: '3.0.17-1' }],
  restart: 'needed',
  expectedMinutes: 25,
  contactName: 'Grace',
  providerName: 'Fine Fettle Ltd',
  counts: { verified: 0, failed: 0, rolledBack: 0, other: 2 },
  reasons: [],
};
const failed: NoticeFacts = {
  ...planned,
  kind: 'failed',
  devices: [
    { name: 'web-1', outcome: 'rolled back' },
    { name: 'web-2', outcome: 'cancelled' },
  ],
  counts: { verified: 0, failed: 0, rolledBack: 1, other: 1 },
  reasons: ['The check “web” passed before the change and fails after it.'],
};

describe('the words of a notice', () => {
  test('planned maintenance tells when, what, and what to do', () => {
    expect(messageFor(planned, 'client')).toMatchObject({
      language: 'en',
      subject: 'Planned maintenance at London office: Sunday 7 June 2026, 02:30 to 04:30, Europe/London time (UTC+01:00)',
      text: [
        'Dear Grace,',
        '',
        'Fine Fettle Ltd will update 2 devices of Acme at London office.',
        '',
        'When: Sunday 7 June 2026, 02:30 to 04:30, Europe/London time (UTC+01:00)',
        '',
        'The devices restart during this time, and can not be used while they do.',
        '',
        'Programs that are updated may stop for a moment while they are replaced.',
        '',
        'A device is expected to take up to 25 minutes within this time; not all of them change at once.',
        '',
        'Please leave the devices switched on and save your work before. If the time does not suit you, tell Fine Fettle Ltd.',
        '',
        'Devices:',
        '- web-1',
        '- web-2',
        '',
        'Updates:',
        '- openssl: 3.0.16-1 to 3.0.17-1',
        '',
        'If you have questions, ask Fine Fettle Ltd.',
        '',
      ].join('\n'),
    });
  });

  test('where several sites are touched, each says when in its own zone', () => {
    const sites = [
      { name: 'London', zone: 'Europe/London', window: planned.window },
      { name: 'Zürich', zone: 'Europe/Zurich', window: null },
    ];
    expect(messageFor({ ...planned, siteName: 'London, Zürich', sites }, 'client').text).toContain(
      'At each site:\n- London: Sunday 7 June 2026, 02:30 to 04:30, Europe/London time (UTC+01:00)\n- Zürich: a time that is not known yet\n',
    );
  });

  test('a moved start is told with both times, and one that is not known yet as that', () => {
    const announced = { opensAt: '2026-05-31T01:30:00Z', closesAt: '2026-05-31T03:30:00Z' };
    const moved = messageFor({ ...planned, kind: 'rescheduled', announced }, 'client');
    expect(moved.subject).toBe(
      'New time of the maintenance at London office: Sunday 7 June 2026, 02:30 to 04:30, Europe/London time (UTC+01:00)',
    );
    expect(moved.text).toContain(
      [
        'When: Sunday 7 June 2026, 02:30 to 04:30, Europe/London time (UTC+01:00)',
        '',
        'It was announced for: Sunday 31 May 2026, 02:30 to 04:30, Europe/London time (UTC+01:00)',
      ].join('\n'),
    );
    const open = messageFor({ ...planned, kind: 'rescheduled', window: null, announced }, 'client', 'de');
    expect(open.subject).toContain('ein Zeitpunkt, der noch nicht feststeht');
    expect(open.text).toContain('Angekündigt war: Sonntag, 31. Mai 2026, 02:30 bis 04:30');
  });

  test('what was announced and never began is told as that, without a time at which it would be and without counts', () => {
    const { text, subject } = messageFor({ ...failed, kind: 'cancelled', announced: planned.window }, 'client');
    expect(subject).toBe('The maintenance at London office does not take place');
    expect(text).toContain(
      'It was about 2 devices, and began on none of them.\n\nIt was announced for: Sunday 7 June 2026, 02:30 to 04:30',
    );
    expect(text).not.toMatch(/^When: /m);
    expect(text).not.toContain('updated and verified');
  });

  test('an announcement that asks to be acknowledged says where, and what tells the end never does', () => {
    expect(messageFor({ ...planned, acknowledge: true }, 'client', 'de').text).toContain(
      `Bitte bestätigen Sie, dass Sie dies gelesen haben: ${acknowledgeHere}`,
    );
    expect(messageFor(planned, 'client').text).not.toContain(acknowledgeHere);
    expect(messageFor({ ...failed, acknowledge: true }, 'client').text).not.toContain(acknowledgeHere);
  });

  test.each(spokenLanguages)('the page of the link speaks %s', (language) => {
    const { words, language: spoken } = acknowledgePage(`${language}-CH`);
    expect(spoken).toBe(language);
    expect(words.lead('Fine Fettle Ltd')).toContain('Fine Fettle Ltd');
  });

  test('what failed is told with counts of the whole, reasons, and each device’s end', () => {
    const { subject, text } = messageFor(failed, 'provider');
    expect(subject).toBe('[Acme] Maintenance at London office did not succeed: 0 of 2 devices updated and verified');
    expect(text).toContain(
      '- updated and verified by a scan: 0 of 2\n- taken back to how it was: 1 of 2\n- not changed, or not known: 1 of 2\n',
    );
    expect(text).toContain('Why:\n- The check “web” passed before the change and fails after it.\n');
    expect(text).toContain('- web-1: taken back to how it was\n- web-2: cancelled\n');
    expect(text).not.toContain('Dear');
  });

  test('a contact’s language is spoken where it can be, and English elsewhere', () => {
    expect(messageFor(planned, 'client', 'de-AT').subject).toBe(
      'Geplante Wartung, London office: Sonntag, 7. Juni 2026, 02:30 bis 04:30, Zeit von Europe/London (UTC+01:00)',
    );
    expect(messageFor(planned, 'client', 'tlh')).toEqual(messageFor(planned, 'client', 'en'));
    expect(messageFor(planned, 'client', 'constructor').language).toBe('en');
    expect(spokenLanguages).toEqual(['en', 'de']);
  });

  test('a long list ends with how many more there are', () => {
    const { text } = messageFor({ ...planned, devices: Array.from({ length: 42 }, (_, i) => ({ name: `device-${i}` })) }, 'client');
    expect(text).toContain('- device-29\n- and 12 more\n');
    expect(text).toContain('42 devices');
  });
});

describe('times in a notice', () => {
  const when = (change: Partial<NoticeFacts>): string =>
    messageFor({ ...planned, ...change }, 'client')
      .text.split('\n')
      .find((line) => line.startsWith('When: '))
      ?.slice(6) ?? '';

  test.each<readonly [string, Partial<NoticeFacts>, string]>([
    ['the site’s zone decides', { zone: 'America/New_York' }, 'Saturday 6 June 2026, 21:30 to 23:30, America/New_York time (UTC-04:00)'],
    [
      'over midnight both days are told',
      { zone: 'America/St_Johns' },
      'Saturday 6 June 2026, 23:00 to Sunday 7 June 2026, 01:00, America/St_Johns time (UTC-02:30)',
    ],
    [
      'where the clocks change in between, both offsets are told',
      { zone: 'America/New_York', window: { opensAt: '2026-11-01T05:30:00Z', closesAt: '2026-11-01T07:30:00Z' } },
      'Sunday 1 November 2026, 01:30 to 02:30, America/New_York time (UTC-04:00, and UTC-05:00 after the clocks change)',
    ],
    [
      'a zone that is not known is said',
      { zone: 'Mars/Base' },
      'Sunday 7 June 2026, 01:30 to 03:30, UTC, because the site’s time zone “Mars/Base” is not known',
    ],
    ['no window is said', { window: null }, 'a time that is not known yet'],
    ['a window that can not be read is said', { window: { opensAt: 'soon', closesAt: 'later' } }, 'a time that is not known yet'],
  ])('%s', (_why, change, words) => {
    expect(when(change)).toBe(words);
  });
});

describe('names from outside', () => {
  const hostile = '<script>alert("1")</script>\r\nBcc: all@example.org\u2028\u202e\ud800';

  test('can not add a line, a header or an element', () => {
    for (const kind of noticeKinds) {
      const facts = {
        ...planned,
        kind,
        clientName: hostile,
        siteName: hostile,
        contactName: hostile,
        providerName: hostile,
        devices: [{ name: hostile }],
        reasons: [hostile],
      };
      for (const audience of ['client', 'provider'] as const) {
        const { subject, text, html } = messageFor(facts, audience);
        expect(subject).not.toMatch(/[\r\n\u2028]/);
        expect(text.split('\n').some((line) => line.startsWith('Bcc:'))).toBe(false);
        expect(html).not.toContain('<script');
        expect(html.isWellFormed()).toBe(true);
      }
    }
  });

  test('survive, isolated from the text around them', () => {
    const { html, text } = messageFor({ ...planned, devices: [{ name: 'سرور & 😀' }] }, 'client');
    expect(text).toContain('- سرور & 😀');
    expect(html).toContain('<li><bdi>سرور &amp; 😀</bdi></li>');
  });

  test('whatever they are, every message has one line of subject of at most 200 characters, and only tags of its own', () => {
    const word = fc.string({ unit: 'binary', maxLength: 250 });
    fc.assert(
      fc.property(
        fc.constantFrom(...noticeKinds),
        fc.constantFrom('client', 'provider'),
        fc.constantFrom(...spokenLanguages),
        word,
        word,
        (kind, audience, language, one, other) => {
          const { subject, html } = messageFor(
            { ...failed, kind, siteName: one, clientName: other, zone: one, devices: [{ name: other, outcome: 'failed' }], reasons: [one] },
            audience,
            language,
          );
          expect(Array.from(subject).length).toBeLessThanOrEqual(200);
          expect(subject).not.toMatch(/\p{Cc}/u);
          expect(
            html.replaceAll(/<\/?(?:html|head|title|body|p|ul|li|bdi)>|<!doctype html>|<html lang="[a-z]+">|<meta charset="utf-8">/g, ''),
          ).not.toMatch(/[<>]/);
        },
      ),
    );
  });
});

test('every kind of notice can be told to every audience in every language, and never calls a device done without a count', () => {
  for (const language of spokenLanguages) {
    for (const kind of noticeKinds) {
      for (const audience of ['client', 'provider'] as const) {
        const { text, html } = messageFor({ ...failed, kind }, audience, language);
        expect(text).not.toMatch(/undefined|null|NaN|\[object/);
        expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`));
      }
    }
  }
});
