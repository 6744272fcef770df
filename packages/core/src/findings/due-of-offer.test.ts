import { describe, expect, test } from 'vitest';
import type { Absence } from '../absence/index.ts';
import { days, findFramework, slaFramework } from '../frameworks/index.ts';
import type { Framework } from '../frameworks/index.ts';
import { defaultUrgencyRules } from '../risk/index.ts';
import { clockEventsOf, deadlinesOfOffer, dueOfOffer, judgeOffer } from './index.ts';
import type { DueGiven, HoldingAdvisory } from './index.ts';

const advisory = (cve: string, published: string | null): HoldingAdvisory => ({
  id: `DSA-${cve}`,
  feed: 'osv',
  cves: [cve],
  fixed: '2.0-1',
  published,
  severity: 'critical',
  since: '2026-03-02T00:00:00.000Z',
});
const early = advisory('CVE-2026-10001', '2026-03-01T10:00:00.000Z');
const late = advisory('CVE-2026-10002', '2026-03-08T10:00:00.000Z');
const kev = { added: '2026-03-03', due: '2026-03-24', ransomware: false };
const facts = { published: null, cvss: [], kev: null, epss: null, ssvc: null };
const judge = (...holding: readonly HoldingAdvisory[]) => judgeAs(true, holding);
const judgeAs = (security: boolean, holding: readonly HoldingAdvisory[]) =>
  judgeOffer(
    {
      manager: 'apt',
      to: '2.0-1',
      sourceVersion: '2.0-1',
      namedBy: 'source',
      security,
      offeredAt: '2026-03-12T09:00:00.000Z',
      detectedAt: '2026-03-02T00:00:00.000Z',
      changelogCves: null,
    },
    {
      holding,
      factsOf: (id) => (id === 'CVE-2026-10001' ? { id, ...facts, kev } : undefined),
      kevKnown: true,
      device: { tier: 'standard', exposure: 'internal' },
      rules: defaultUrgencyRules,
    },
  );
const named = (name: string): Framework =>
  findFramework(name) ?? slaFramework({ version: '0', clock: 'released', urgent: null, normal: null });
const sla = (offDays: number | null): Framework =>
  slaFramework({ version: '3', clock: 'released', urgent: days(11), normal: days(30), offDays });
const given = (frameworks: readonly Framework[], off: readonly Absence[] = []): DueGiven => ({
  held: frameworks.map((framework) => ({ framework, own: undefined })),
  events: { offered: '2026-03-12T09:00:00.000Z', detected: null },
  zone: 'UTC',
  off,
});
const away: Absence = { from: '2026-03-05T08:00:00.000Z', until: '2026-03-12T09:00:00.000Z', proof: 'boot' };
const long: Absence = { from: '2026-01-01T08:00:00.000Z', until: '2026-02-12T09:00:00.000Z', proof: 'boot' };

describe('by when an offer must be in', () => {
  test('the earliest of all frameworks and of all that it ends; each framework says its own', () => {
    const frameworks = [named('cyber-essentials'), sla(null)];
    expect(dueOfOffer(judge(late, early), given(frameworks))).toMatchObject({
      at: '2026-03-13T00:00:00.000Z',
      by: 'Service level agreement, urgent',
      vulnerability: 'CVE-2026-10001',
    });
    expect(deadlinesOfOffer(judge(late, early), given(frameworks)).map(({ vulnerability, at }) => [vulnerability, at])).toEqual([
      ['CVE-2026-10001', '2026-03-16T00:00:00.000Z'],
      ['CVE-2026-10001', '2026-03-13T00:00:00.000Z'],
    ]);
  });

  test('time that the device was off moves the agreement that says so, and no regulator’s day', () => {
    const frameworks = [named('cyber-essentials'), sla(30)];
    expect(dueOfOffer(judge(early), given(frameworks, [long, away]))).toMatchObject({
      at: '2026-03-16T00:00:00.000Z',
      deadline: { due: '2026-03-15', otherClock: { kind: 'time-on', due: '2026-03-22', at: away.until } },
    });
    expect(deadlinesOfOffer(judge(early), given(frameworks, [long, away]))[1]).toMatchObject({
      at: '2026-03-20T00:00:00.000Z',
      deadline: { due: '2026-03-19', otherClock: { kind: 'calendar', due: '2026-03-12' } },
      events: { backOnline: away.until },
    });
  });

  test('an absence before anything could be counted is none', () => {
    const [one] = deadlinesOfOffer(judge(early), given([sla(30)], [long]));
    expect(one?.events.backOnline).toBeUndefined();
    expect(one?.deadline).toMatchObject({ due: '2026-03-12', otherClock: null });
  });

  test('a day without a time begins where the device is', () => {
    const inTokyo = { ...given([sla(30)]), zone: 'Asia/Tokyo' };
    const until = (time: string): Absence => ({ from: '2026-03-01T00:00:00.000Z', until: time, proof: 'boot' });
    const asked = judge(early);
    const vulnerabilities = asked.vulnerabilities.map((one) => ({ ...one, input: { ...one.input, events: { kevAdded: kev.added } } }));
    const listed = { ...asked, vulnerabilities };
    const backAfter = (off: Absence) => deadlinesOfOffer(listed, { ...inTokyo, off: [off] })[0]?.events.backOnline;
    expect(backAfter(until('2026-03-02T14:59:00.000Z'))).toBeUndefined();
    expect(backAfter(until('2026-03-02T15:01:00.000Z'))).toBe('2026-03-02T15:01:00.000Z');
  });

  test('a day that nobody can have meant sets no deadline, and stands in the way of none', () => {
    const never = advisory('CVE-2026-10002', '9999-12-25T10:00:00.000Z');
    expect(deadlinesOfOffer(judge(never), given([sla(null)]))[0]).toMatchObject({ at: null, deadline: { due: null } });
    expect(dueOfOffer(judge(never), given([sla(null)]))).toBeNull();
    expect(dueOfOffer(judge(never, late), given([sla(null)]))).toMatchObject({ at: '2026-04-08T00:00:00.000Z' });
  });

  test('an update that ends nothing that is known is asked about itself; one from a security pocket is urgent until more is known', () => {
    const agreed = slaFramework({ version: '3', clock: 'offered', urgent: days(1), normal: days(30) });
    const rows = [judgeAs(false, []), judge()].map((judged) => dueOfOffer(judged, given([agreed])));
    expect(rows).toMatchObject([
      { at: '2026-04-12T00:00:00.000Z', vulnerability: null, by: 'Service level agreement, normal' },
      { at: '2026-03-14T00:00:00.000Z', vulnerability: null, by: 'Service level agreement, urgent' },
    ]);
  });
});

describe('clock events with their source', () => {
  const events = (holding: readonly HoldingAdvisory[], off: readonly Absence[] = []) => {
    const judged = judge(...holding);
    const found = clockEventsOf(judged, deadlinesOfOffer(judged, given([sla(30)], off)), {
      advisories: holding.map(({ id, feed = '', published }) => ({ id, feed, published })),
      events: {},
      off,
      zone: 'UTC',
    });
    return found.map(({ event, at, source }) => [event, at, source]);
  };

  test('of the vulnerability that decides: advisory and feed, catalogue, inventory, package manager, boot', () => {
    expect(events([late, early], [away])).toEqual([
      ['released', early.published, 'DSA-CVE-2026-10001 (feed osv)'],
      ['published', null, 'no feed that was taken says when CVE-2026-10001 was published'],
      ['kevAdded', kev.added, 'catalogue of known exploited vulnerabilities (CISA KEV)'],
      ['kevDue', kev.due, 'catalogue of known exploited vulnerabilities (CISA KEV)'],
      ['detected', '2026-03-02T00:00:00.000Z', 'its inventory, compared with what is published'],
      ['offered', '2026-03-12T09:00:00.000Z', 'its package manager, when it was first asked and offered a version that ends it'],
      ['backOnline', away.until, 'its boot: it was off since 2026-03-05 08:00'],
    ]);
  });

  test('an advisory that names no day is told by name; what nobody tells is said', () => {
    expect(events([advisory('CVE-2026-10002', null)])[0]).toEqual(['released', null, 'DSA-CVE-2026-10002 names no day (feed osv)']);
    expect(events([])).toEqual([
      ['detected', null, 'nothing that is published holds for what it has'],
      ['offered', '2026-03-12T09:00:00.000Z', 'its package manager, when it was first asked and offered it'],
    ]);
  });
});
