import { generateKey } from '@fettle/proof/keys';
import { describe, expect, test } from 'vitest';
import { approvalOf, authorityOf, instructionOf, keys, self, specOf, standingOf } from '../testing/world.ts';
import { obey } from './obey.ts';

const second = generateKey();
const spec = specOf(undefined, { approvalsNeeded: 2 });
const nothing = { floor: 0, taken: [] };
const unnamed = authorityOf({ approvers: [keys.approver, second] }).authority;
/** Each key with the person whose it is. */
const belong = (...people: readonly (string | null)[]): typeof unnamed => ({
  ...unnamed,
  approvers: unnamed.approvers.map((approver, at) => ({ ...approver, personId: people[at] ?? null })),
});
const bothKnown = belong('ada', 'ben');

/** What comes of an instruction with these approvals. */
function told(approvals: unknown[], authority = bothKnown): unknown {
  const obeyed = obey(instructionOf({ spec, approvals }), self, standingOf({ authority }), nothing);
  return obeyed.ok ? 'obeyed' : obeyed.code;
}

describe('a spec that wants two approvers', () => {
  test('is obeyed where two have signed it', () => {
    expect(told([approvalOf(spec.header), approvalOf(spec.header, { key: second })])).toBe('obeyed');
  });

  test.each([
    ['one approval', [approvalOf(spec.header)]],
    ['one approver twice', [approvalOf(spec.header), approvalOf(spec.header, { expiresAt: '2026-03-13T00:00:00.000Z' })]],
    ['one approval and one of a stranger', [approvalOf(spec.header), approvalOf(spec.header, { key: keys.stranger })]],
    [
      'one approval and one that is over',
      [approvalOf(spec.header), approvalOf(spec.header, { key: second, expiresAt: '2026-02-28T13:00:00.000Z' })],
    ],
  ])('is refused with %s', (_what, approvals) => {
    expect(told(approvals)).toBe('refused.not-approved');
  });

  test.each([
    ['belong to one person', belong('ada', 'ada')],
    ['name no person', unnamed],
    ['name a person and nobody', belong('ada', null)],
  ])('is refused where two keys %s', (_what, authority) => {
    expect(told([approvalOf(spec.header), approvalOf(spec.header, { key: second })], authority)).toBe('refused.not-approved');
  });

  test('can not be turned into one that wants a single approver: its hash is another', () => {
    const other = specOf();
    const obeyed = obey(
      instructionOf({ spec: other, approvals: [approvalOf(spec.header)] }),
      self,
      standingOf({ authority: bothKnown }),
      nothing,
    );
    expect(obeyed).toMatchObject({ ok: false, code: 'refused.not-approved' });
  });
});
