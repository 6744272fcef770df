/** Whether a condition of a framework holds: yes, no, or not known, with what would have to be known. */
import type { Defaulted, Exposure, RiskFacts, RiskInput, UrgencyAnswer } from '../risk/index.ts';
import { bodBandOf } from '../risk/index.ts';
import type { SeverityCriterion, When } from './types.ts';

export type Truth = 'yes' | 'no' | 'unknown';

export type Held = { readonly truth: Truth; readonly unknown: readonly Defaulted[] };

export type Asked = {
  readonly input: RiskInput;
  readonly facts: RiskFacts;
  /** Asked only where a condition needs it. */
  readonly urgency: () => Pick<UrgencyAnswer, 'urgency' | 'defaulted'>;
};

/** Three-valued: `all` is unknown when some part is and none fails, `any` when some part is and none holds. */
export function holds(when: When, asked: Asked): Held {
  const { facts } = asked;
  switch (when.kind) {
    case 'always':
      return sure(true);
    case 'all':
      return joined(
        when.of.map((one) => holds(one, asked)),
        'no',
      );
    case 'any':
      return joined(
        when.of.map((one) => holds(one, asked)),
        'yes',
      );
    case 'not':
      return negated(holds(when.of, asked));
    case 'severity':
      return severity(when, facts);
    case 'working-exploit':
      return { truth: facts.exploitation === 'none' ? 'no' : 'yes', unknown: said(facts, ['exploitation']) };
    case 'in-kev':
      return { truth: facts.inKev ? 'yes' : 'no', unknown: said(facts, ['inKev']) };
    case 'bod-26-04': {
      const held = bodBandOf(facts) === when.band;
      return { truth: held ? 'yes' : 'no', unknown: said(facts, ['inKev', 'automatable', 'technicalImpact', 'device.exposure']) };
    }
    case 'software':
      return oneOf('device.softwareClass', facts.device.softwareClass, when.classes, 'What kind of software it is was not said.');
    case 'role':
      return oneOf('device.role', facts.device.role, when.roles, 'What kind of device it is was not said.');
    case 'exposure':
      return exposure(when.is, asked);
    case 'urgency': {
      const answer = asked.urgency();
      return { truth: answer.urgency === when.is ? 'yes' : 'no', unknown: answer.defaulted };
    }
    case 'event-known':
      return sure(typeof asked.input.events?.[when.event] === 'string');
    case 'cve-before':
      return cveBefore(when.year, asked.input.cves ?? []);
  }
}

function sure(value: boolean): Held {
  return { truth: value ? 'yes' : 'no', unknown: [] };
}

/** `deciding` is the truth of one part that settles the whole; what the other parts did not know then no longer matters. */
function joined(parts: readonly Held[], deciding: 'yes' | 'no'): Held {
  const settled = parts.find((part) => part.truth === deciding);
  if (settled !== undefined) return settled;
  const open = parts.filter((part) => part.truth === 'unknown');
  const truth = open.length > 0 ? 'unknown' : deciding === 'yes' ? 'no' : 'yes';
  return { truth, unknown: parts.flatMap((part) => part.unknown) };
}

function negated({ truth, unknown }: Held): Held {
  return { truth: truth === 'unknown' ? 'unknown' : truth === 'yes' ? 'no' : 'yes', unknown };
}

const ranks = ['none', 'low', 'medium', 'high', 'critical'] as const;

function severity({ vendorAtLeast, cvssAtLeast, score, when, neither }: SeverityCriterion, { vendor, cvss }: RiskFacts): Held {
  const byVendor = vendor !== null && ranks.indexOf(vendor) >= ranks.indexOf(vendorAtLeast);
  const byScore = cvss !== null && (score === 'base' ? cvss.base : cvss.score) >= cvssAtLeast;
  if (vendor === null && cvss === null) {
    const why = `Neither its maker nor a CVSS score says how severe it is: it counts as ${vendorAtLeast}.`;
    return { truth: neither, unknown: [{ input: 'severity', value: vendorAtLeast, why }] };
  }
  if (when === 'either') return sure(byVendor || byScore);
  if (vendor !== null) return sure(byVendor);
  const why = 'Its maker says nothing of its severity: the CVSS score stands in.';
  return {
    truth: byScore ? 'yes' : 'no',
    unknown: [{ input: 'severity.vendor', value: byScore ? vendorAtLeast : `below ${vendorAtLeast}`, why }],
  };
}

function said(facts: RiskFacts, names: readonly string[]): readonly Defaulted[] {
  return facts.defaulted.filter(({ input }) => names.includes(input));
}

function oneOf<Word extends string>(input: string, value: Word | null, allowed: readonly Word[], why: string): Held {
  return value === null ? { truth: 'unknown', unknown: [{ input, value: null, why }] } : sure(allowed.includes(value));
}

/** A person's word, else what was measured: whether the internet reaches the device. Who else does, no device can measure. */
function exposure(is: Exposure, { input, facts }: Asked): Held {
  const listens = facts.device.exposure === null ? (input.device?.listensPublicly ?? null) : null;
  if (listens === null || (!listens && is !== 'internet'))
    return oneOf('device.exposure', facts.device.exposure, [is], 'Whether the internet reaches the device is not known.');
  return { truth: listens && is === 'internet' ? 'yes' : 'no', unknown: said(facts, ['device.exposure']) };
}

/** Holds when every id is older: one that is not makes the shorter time count. */
function cveBefore(year: number, cves: readonly string[]): Held {
  const years = cves.flatMap((id) => /^CVE-(\d{4})-\d+$/i.exec(id)?.[1] ?? []).map(Number);
  if (years.length > 0) return sure(years.every((one) => one < year));
  return { truth: 'unknown', unknown: [{ input: 'cves', value: null, why: 'The year of its CVE id is not known.' }] };
}
