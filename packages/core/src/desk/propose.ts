/** What the Patch Tuesday desk would decide for one client about one thing that is new: the rule alone, so that it can be shown before anything is recorded. */
import { effectiveDecision, isAbout, standingOf } from '../decisions/index.ts';
import type { Decision, DecisionSubject } from '../decisions/index.ts';

/** `held-back`: every device that is offered it holds it back. `none`: its publisher has none, or no source of the devices offers it. */
export type DeskFix = 'offered' | 'held-back' | 'none';

export type DeskCase = {
  readonly urgent: boolean;
  readonly fix: DeskFix;
  /** Open deployments that bring it; and of the devices on which it is urgent (`of`), those to which an approved one is on its way. */
  readonly underWay: { readonly deployments: number; readonly devices: number; readonly of: number };
  /** Whether a decision counts on every device on which it is urgent, whatever their scopes. */
  readonly covered: boolean;
  /** Of the client, those that no person has ended. */
  readonly decisions: readonly Decision[];
  /** The update and what it ends on any device; the client as a whole. */
  readonly subject: Pick<DecisionSubject, 'clientId' | 'update' | 'advisories' | 'fixSince'>;
};

export type DeskChoice = 'deploy' | 'leave';
export type DeskProposal = {
  /** `decided`: something stands that covers it. `person`: it is urgent, and what to do is no rule's business. `policy`: not urgent. */
  readonly state: 'deploy' | 'decided' | 'person' | 'policy';
  readonly choice: DeskChoice;
  /** What a person may choose instead. */
  readonly choices: readonly DeskChoice[];
  readonly why: string;
  /** The decision that counts for the whole client; null: none, or only narrower ones. */
  readonly decisionId: string | null;
};

const leave = ['leave'] as const;
const both = ['deploy', 'leave'] as const;

/**
 * Urgent, a fix offered, and nothing decided: deploy. Urgent without a fix that can be had, or where somebody decided for a part or for a while: a person says what
 * follows. What stands and covers it stays, and so does what is on its way to every device on which it is urgent: a pilot, or a proposal, settles nothing for the rest.
 * What is not urgent is the policy's business. A block or an exception is never overruled from here.
 */
export function proposeDecision(given: DeskCase, now: Temporal.Instant): DeskProposal {
  const { urgent, fix, underWay, covered, decisions, subject } = given;
  const whole = { ...subject, siteId: '', deviceId: '' };
  const { decision, state, why, needsPerson, overruled } = effectiveDecision(decisions, whole, now);
  const decisionId = decision?.id ?? null;
  const settled = state === 'decided' && decision !== null && (decision.workaround === null || covered);
  if (settled) return { state: 'decided', choice: 'leave', choices: leave, why, decisionId };
  const may = fix === 'offered' ? both : leave;
  if (covered) {
    const each = 'Decided for every device on which it is urgent, by decisions for sites, devices or single vulnerabilities.';
    return { state: 'decided', choice: 'leave', choices: leave, why: each, decisionId };
  }
  if (!urgent)
    return { state: 'policy', choice: 'leave', choices: may, why: 'Not urgent: it comes in its turn, by the client’s policy.', decisionId };
  const person = (sentence: string): DeskProposal => ({ state: 'person', choice: 'leave', choices: may, why: sentence, decisionId });
  if (needsPerson !== null) return person(needsPerson);
  const parts = overruled.filter((one) => standingOf(one.decision, now) === 'in-force' && isAcceptance(one.decision));
  if (parts.length > 0) return person(`${why} What was accepted does not cover the rest.`);
  const ended = overruled.find((one) => standingOf(one.decision, now) === 'expired');
  if (ended !== undefined && ended.decision.kind !== 'deploy') return person(why);
  if (overruled.some((one) => standingOf(one.decision, now) === 'planned')) return person(why);
  if (fix === 'none')
    return person('No fix can be had: it needs a workaround, or an exception with the client’s word. Neither can be decided here.');
  if (fix === 'held-back')
    return person('Every device that is offered it holds it back: pinned, phased or kept back. It can not be deployed as it is.');
  if (underWay.devices > 0 && underWay.devices >= underWay.of) {
    const brought = 'It is on its way, by a deployment, to every device on which it is urgent.';
    return { state: 'decided', choice: 'leave', choices: may, why: brought, decisionId };
  }
  return { state: 'deploy', choice: 'deploy', choices: may, why: openWords(state === 'expired', given, now), decisionId };
}

function isAcceptance({ kind }: Decision): boolean {
  return kind === 'exception' || kind === 'workaround';
}

function openWords(expired: boolean, { decisions, subject, underWay }: DeskCase, now: Temporal.Instant): string {
  const open = expired
    ? 'Urgent, and the decision to deploy it has ended.'
    : 'Urgent, a fix is offered, and nothing was decided for the whole client.';
  const first = `${open}${wayWords(underWay)}`;
  const narrow = decisions.filter(
    (one) =>
      one.scope.kind !== 'client' &&
      standingOf(one, now) === 'in-force' &&
      one.kind !== 'deploy' &&
      isAbout(one, { ...subject, siteId: '', deviceId: '' }),
  );
  if (narrow.length === 0) return first;
  const some = narrow.length === 1 ? 'A decision for a part of it stays' : `${narrow.length} decisions for parts of it stay`;
  return `${first} ${some} as ${narrow.length === 1 ? 'it is' : 'they are'}, where ${narrow.length === 1 ? 'it holds' : 'they hold'}.`;
}

function wayWords({ deployments, devices, of }: DeskCase['underWay']): string {
  if (devices > 0) return ` Deployments bring it to ${devices} of the ${of} devices on which it is urgent.`;
  if (deployments === 0) return '';
  return deployments === 1
    ? ' A deployment would bring it, and is not under way.'
    : ` ${deployments} deployments would bring it, and none is under way.`;
}
