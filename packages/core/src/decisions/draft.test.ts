import { describe, expect, test } from 'vitest';
import { draftProblems } from './index.ts';
import type { DecisionDraft } from './index.ts';

const now = Temporal.Instant.from('2026-03-10T00:00:00Z');
const exception: DecisionDraft = {
  about: { kind: 'update' },
  scope: { kind: 'client' },
  kind: 'exception',
  clientSaid: 'refused',
  saidBy: 'Carla Brandt',
  evidence: 'Ticket 4711',
  compensatingControl: 'The port is closed at the firewall',
  startsAt: '2026-03-10T00:00:00Z',
  endsAt: '2026-09-10T00:00:00Z',
  reviewAt: '2026-06-10T00:00:00Z',
  workaround: null,
  replacement: null,
};
const replace: Partial<DecisionDraft> = {
  about: { kind: 'lifecycle' },
  kind: 'replace',
  compensatingControl: null,
  replacement: { what: 'A server with Debian 13', responsible: 'Ida Roth' },
};
const wrong = (change: Partial<DecisionDraft>) => draftProblems({ ...exception, ...change }, now).map(({ path }) => path);

describe('what a decision must say', () => {
  test('a refusal with its name, evidence, control, end and review can be recorded', () => {
    expect(draftProblems(exception, now)).toEqual([]);
  });
  test.each<[string, Partial<DecisionDraft>, string]>([
    ['an exception without an end', { endsAt: null, reviewAt: null }, 'endsAt'],
    ['an end that is over', { endsAt: '2026-03-10T00:00:00Z', reviewAt: null }, 'endsAt'],
    ['an end before the beginning', { startsAt: '2026-10-01T00:00:00Z' }, 'endsAt'],
    ['an exception for longer than a year', { endsAt: '2027-03-12T00:00:00Z' }, 'endsAt'],
    ['a review after the end', { reviewAt: '2026-09-11T00:00:00Z' }, 'reviewAt'],
    ['a review that is over', { reviewAt: '2026-03-09T00:00:00Z' }, 'reviewAt'],
    ['an answer of nobody', { saidBy: ' ' }, 'saidBy'],
    ['an answer without evidence', { evidence: null }, 'evidence'],
    ['a name where nobody was asked', { clientSaid: 'not-asked' }, 'saidBy'],
    ['a refusal of what is deployed', { kind: 'deploy' }, 'clientSaid'],
    ['an exception with nothing against the risk', { compensatingControl: null }, 'compensatingControl'],
    ['a site scope without sites', { scope: { kind: 'site', ids: [] } }, 'scope'],
    ['a workaround that says nothing', { kind: 'workaround' }, 'workaround'],
    ['an exception that is a workaround', { workaround: { what: 'x', check: 'y' } }, 'workaround'],
    ['a replacement without an end', { ...replace, endsAt: null, reviewAt: null }, 'endsAt'],
    ['a replacement in two years', { ...replace, endsAt: '2028-03-12T00:00:00Z' }, 'endsAt'],
    ['a replacement by nothing', { ...replace, replacement: null }, 'replacement'],
    ['a replacement that nobody sees to', { ...replace, replacement: { what: 'A new one', responsible: ' ' } }, 'replacement'],
    ['a replacement of an update', { ...replace, about: { kind: 'update' } }, 'kind'],
    ['a release that is blocked', { about: { kind: 'lifecycle' }, kind: 'block' }, 'kind'],
    ['an exception that is a replacement', { replacement: { what: 'x', responsible: 'y' } }, 'replacement'],
  ])('%s is refused', (_name, change, path) => {
    expect(wrong(change)).toEqual([path]);
  });
  test('a release past its support is replaced, or excepted', () => {
    expect(wrong(replace)).toEqual([]);
    expect(wrong({ about: { kind: 'lifecycle' } })).toEqual([]);
  });
  test('a block and a decision to deploy need no end', () => {
    for (const kind of ['block', 'deploy'] as const)
      expect(wrong({ kind, endsAt: null, clientSaid: 'not-asked', saidBy: null, compensatingControl: null })).toEqual([]);
  });
});
