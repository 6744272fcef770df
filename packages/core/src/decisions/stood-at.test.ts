import { expect, test } from 'vitest';
import { decision, subject } from './decision.fixture.ts';
import { effectiveDecision, stoodAt } from './index.ts';
import type { Decision, PastDecision } from './index.ts';

const due = Temporal.Instant.from('2026-03-15T00:00:00Z');
const exception: Partial<Decision> = { kind: 'exception', endsAt: '2026-05-01T00:00:00Z' };
const workaround = { what: 'Closed', check: 'curl', undoWhenFixed: false, verifiedAt: '2026-03-02T00:00:00Z', undoneAt: null };

test.each<[string, Partial<Decision>, Partial<PastDecision>, string | null]>([
  ['an exception that was made before', {}, {}, 'd1'],
  ['one that was made after, and says that it began before', { madeAt: '2026-03-20T00:00:00Z' }, {}, null],
  ['one that was reviewed since', { replacedById: 'd2' }, { replacedAt: '2026-03-20T00:00:00Z' }, 'd1'],
  ['one that had been reviewed by then', { replacedById: 'd2' }, { replacedAt: '2026-03-10T00:00:00Z' }, null],
  ['one that was revoked since: a mistake', { revoked: { at: '2026-04-01T00:00:00Z', by: 'p1', because: 'Wrong' } }, {}, null],
  ['one that had ended', { endsAt: '2026-03-10T00:00:00Z' }, {}, null],
  ['a workaround that was undone since', { kind: 'workaround', workaround: { ...workaround, undoneAt: '2026-03-20T00:00:00Z' } }, {}, 'd1'],
  ['one that had been undone by then', { kind: 'workaround', workaround: { ...workaround, undoneAt: '2026-03-10T00:00:00Z' } }, {}, null],
  ['one that was verified only since', { kind: 'workaround', workaround: { ...workaround, verifiedAt: '2026-03-20T00:00:00Z' } }, {}, null],
  [
    'one that was verified before, and once more since',
    { kind: 'workaround', workaround: { ...workaround, verifiedAt: '2026-03-20T00:00:00Z' } },
    { firstVerifiedAt: '2026-03-02T00:00:00Z' },
    'd1',
  ],
])('%s', (_name, change, past, holds) => {
  const stood = stoodAt({ decision: decision({ ...exception, ...change }), replacedAt: null, firstVerifiedAt: null, ...past }, due);
  const { decision: counts, state } = effectiveDecision(
    stood === null ? [] : [stood],
    { ...subject, fixSince: '2026-03-01T00:00:00Z' },
    due,
  );
  expect(state === 'decided' ? (counts?.id ?? null) : null).toBe(holds);
});
