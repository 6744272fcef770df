/**
 * The facts that urgency and deadlines are decided on, read once from an input. Where a fact is not known the safe side is taken and said:
 * a default never hides. The defaults are those of CERT/CC's SSVC guide and of CISA where they have one; the others are ours.
 */
import { readCvss } from './cvss-fact.ts';
import type { CvssFact } from './cvss-fact.ts';
import type { Severity } from './cvss/index.ts';
import { readDevice } from './device-facts.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { Defaulted, Exploitation, RiskInput, TechnicalImpact } from './types.ts';
import { readExploitation, readSeverity, readTechnicalImpact, readYesNo } from './words.ts';

export type RiskFacts = {
  /** False: the update mends no vulnerability that anybody names, and all below but the device says nothing. */
  readonly vulnerability: boolean;
  readonly cvss: CvssFact | null;
  readonly vendor: Severity | null;
  readonly inKev: boolean;
  readonly exploitation: Exploitation;
  /** Whether anybody said anything about exploitation; if not, `exploitation` is a default. */
  readonly exploitationKnown: boolean;
  readonly automatable: boolean;
  readonly technicalImpact: TechnicalImpact;
  /** From 0 to 1; null: none is published, which is not 0. */
  readonly epss: number | null;
  readonly device: DeviceFacts;
  readonly defaulted: readonly Defaulted[];
};

/**
 * Reads an input. Nothing in it is an error: what can not be read is unknown and listed in `defaulted`. Whether there is a vulnerability is
 * taken from the input, but for callers that must count one until somebody says that there is none.
 */
export function riskFacts(input: RiskInput, vulnerability: boolean = namesVulnerability(input)): RiskFacts {
  const defaulted: Defaulted[] = [];
  const say = (name: string, value: string | null, why: string): void => {
    defaulted.push({ input: name, value, why });
  };
  const device = readDevice(input.device ?? {}, say);
  const cvss = readCvss(input.severity?.cvss ?? null, vulnerability ? say : ignore);
  const facts = {
    cvss,
    vendor: vendorOf(input, say),
    ...exploitationOf(input, vulnerability ? say : ignore),
    automatable: automatableOf(input, vulnerability ? say : ignore),
    technicalImpact: impactOf(input, cvss, vulnerability ? say : ignore),
    epss: epssOf(input, vulnerability ? say : ignore),
  };
  return { vulnerability, ...facts, device, defaulted };
}

export type Say = (name: string, value: string | null, why: string) => void;

function ignore(): void {}

/** An update without any of these is a quality update: no default may make a vulnerability of it. */
function namesVulnerability(input: RiskInput): boolean {
  if (input.cves !== undefined && input.cves !== null) return input.cves.length > 0;
  const { severity, events } = input;
  const named = [severity?.cvss, readVendor(severity?.vendor), input.exploitation, input.automatable, input.technicalImpact, input.epss];
  const dated = [events?.published, events?.kevAdded, events?.kevDue];
  return (
    [...named, ...dated].some((value) => value !== undefined && value !== null && value !== '') ||
    input.exploited === true ||
    input.inKev === true
  );
}

function vendorOf(input: RiskInput, say: Say): Severity | null {
  const text = input.severity?.vendor ?? '';
  const word = readVendor(text);
  if (word === null && !/^\s*(?:|none|unknown|unspecified|unrated|untriaged|n\/a)\s*$/i.test(text))
    say('severity.vendor', null, `"${text}" is no severity known here: the maker's word counts as not given.`);
  return word;
}

/** The maker's word; a maker that says "none" has given none. */
function readVendor(text: string | null | undefined): Severity | null {
  const word = readSeverity(text ?? '');
  return word === 'none' ? null : word;
}

/**
 * Being in the catalogue (`inKev`, or its day) makes exploitation active. `exploited` alone does so too, without the catalogue: where
 * the catalogue was asked and does not have it (`kevAdded: null`). Where it was not asked, an exploited vulnerability counts as in it.
 */
function exploitationOf(input: RiskInput, say: Say): Pick<RiskFacts, 'inKev' | 'exploitation' | 'exploitationKnown'> {
  const word = input.exploitation ?? null;
  const said = word === null || word === '' ? null : readExploitation(word);
  if (word !== null && word !== '' && said === null) say('exploitation', null, `"${word}" is none of none, poc, active.`);
  if (isInKev(input, say)) return { inKev: true, exploitation: 'active', exploitationKnown: true };
  if (input.exploited === true) return { inKev: false, exploitation: 'active', exploitationKnown: true };
  if (said !== null) return { inKev: false, exploitation: said, exploitationKnown: true };
  if (input.exploited === false) return { inKev: false, exploitation: 'none', exploitationKnown: true };
  say('exploitation', 'none', 'Nobody says that it is exploited or that an exploit is public; that nobody says so is no proof.');
  return { inKev: false, exploitation: 'none', exploitationKnown: false };
}

function isInKev(input: RiskInput, say: Say): boolean {
  if (typeof input.inKev === 'boolean') return input.inKev;
  const { kevAdded, kevDue } = input.events ?? {};
  if ([kevAdded, kevDue].some((day) => typeof day === 'string' && day.trim() !== '')) return true;
  if (kevAdded === null) return false;
  if (input.exploited === true) {
    say('inKev', 'yes', 'It is exploited, and whether the catalogue of known exploited vulnerabilities has it was not asked.');
    return true;
  }
  say('inKev', 'no', 'No day of addition is given: it counts as not in the catalogue of known exploited vulnerabilities.');
  return false;
}

function automatableOf(input: RiskInput, say: Say): boolean {
  const value = input.automatable ?? null;
  const read = value === null ? null : readYesNo(value);
  if (read === null) say('automatable', 'yes', 'Not known whether attacks can be automated: yes is the safe side.');
  return read ?? true;
}

function impactOf(input: RiskInput, cvss: CvssFact | null, say: Say): TechnicalImpact {
  const read = readTechnicalImpact(input.technicalImpact ?? '');
  if (read !== null) return read;
  const total = cvss?.allHigh === true;
  const why = total
    ? 'Not published; confidentiality, integrity and availability are all lost by its CVSS vector.'
    : 'Not published, and no CVSS vector says that confidentiality, integrity and availability are all lost.';
  say('technicalImpact', total ? 'total' : 'partial', why);
  return total ? 'total' : 'partial';
}

function epssOf(input: RiskInput, say: Say): number | null {
  const given = input.epss ?? null;
  const raw = typeof given === 'object' && given !== null ? given.score : given;
  const score = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof score === 'number' && score >= 0 && score <= 1) return score;
  say('epss', null, raw === null ? 'No EPSS is published; that is not 0.' : `"${raw}" is no probability: EPSS counts as not known.`);
  return null;
}
