/** Every event of a deployment as one plain sentence. The time stands beside it, not in it. */
import { rateWords } from './bandwidth.ts';
import type { Download } from './bandwidth.ts';
import { gateLabels, holdLabels, outcomeLabels, phaseLabels, statusLabels } from './describe-state.ts';
import { count } from './holds.ts';
import type { DeploymentEvent } from './types.ts';
import type { Words } from './words.ts';
import { ended, who } from './words.ts';
import { attachedInWords } from './test-steps.ts';

/** What happened, in one sentence. */
export function describeEvent(event: DeploymentEvent, words: Words): string {
  switch (event.kind) {
    case 'created':
      return `${who(words, event.by)} made the deployment "${event.header.title}" for ${count(event.devices.length, 'device')} in ${count(event.header.rings.length, 'ring')}.`;
    case 'approved':
      return event.standing === undefined
        ? `${event.name} approved the spec.`
        : `It lies within the standing approval of ${event.name}, which holds until ${words.time(event.standing.until)}.`;
    case 'approval-withdrawn':
      return `${who(words, event.by)} revoked the standing approval that it rested on: ${ended(event.because)}`;
    case 'hold-placed':
      return `${who(words, event.hold.by)} held the deployment (${holdLabels[event.hold.reason].label.toLowerCase()}): ${ended(event.hold.detail)}`;
    case 'hold-released':
      return `${who(words, event.by)} released a hold${acceptedOf(event.content.acceptedDeviceIds, words)}: ${ended(event.content.because)}`;
    case 'ring-opened':
      return `Ring ${words.ring(event.ring)} began.`;
    case 'ring-soaking':
      return `All devices of ring ${words.ring(event.ring)} are settled; it must stay healthy until ${words.time(event.until)}.`;
    case 'ring-judged':
      return `Ring ${words.ring(event.ring)}: ${gateLabels[event.answer].label.toLowerCase()}. ${ended(event.detail)}`;
    case 'ring-promoted':
      return `${who(words, event.by)} promoted ring ${words.ring(event.ring)} before the end of its soak: ${ended(event.because)}`;
    case 'test-recorded':
      return `${who(words, event.by)} told of test step “${event.step}”: ${event.result}. ${ended(event.detail)}${attachedInWords(event.attachments)}`.trim();
    case 'cancelled':
      return `${who(words, event.by)} cancelled the deployment: ${ended(event.because)}`;
    case 'finished':
      return `The deployment is over: ${statusLabels[event.status].label.toLowerCase()}. ${statusLabels[event.status].means}`;
    default:
      return describeRunEvent(event, words.device(event.deviceId), words);
  }
}

type RunEvent = Extract<DeploymentEvent, { readonly deviceId: string }>;

function describeRunEvent(event: RunEvent, device: string, words: Words): string {
  switch (event.kind) {
    case 'securing-sent':
      return `${device} was told to fetch and secure its packages${fetchWords(event.download, words)}.`;
    case 'rate-refused':
      return `The agent of ${device} knows of no rates: it is told to fetch without one, alone at its site.`;
    case 'secured':
      return `${device} has secured its packages.`;
    case 'run-sent':
      return `${device} was told to change between ${words.time(event.notBefore)} and ${words.time(event.notAfter)}${outsideWords(event.outside)} (attempt ${event.attempt}).`;
    case 'run-progressed':
      return `${device}: ${phaseLabels[event.phase].label.toLowerCase()}. ${phaseLabels[event.phase].means}`;
    case 'run-settled':
      return `${device}: ${outcomeLabels[event.outcome].label.toLowerCase()}. ${ended(event.detail === '' ? outcomeLabels[event.outcome].means : event.detail)}`;
    case 'run-planned-again':
      return `${device} gets another attempt (the ${ordinal(event.attempt)}), not before ${words.time(event.tryAfter)}.`;
    case 'dependant-asked':
      return `${words.device(event.dependantId)} was asked for its checks ${event.when} the change of ${device}, on which it depends.`;
    case 'dependant-judged':
      return `${words.device(event.dependantId)}, which depends on ${device}: ${dependantAnswers[event.answer]}. ${event.detail === '' ? '' : ended(event.detail)}`.trim();
    case 'check-sent':
      return `${device} was asked for its health checks at the end of the soak.`;
  }
}

const dependantAnswers = {
  passed: 'its checks passed',
  failed: 'it is worse than before',
  'could not measure': 'it could not be measured',
  'cannot tell': 'nobody can tell whether it is worse than before',
} as const;

function fetchWords(download: Download | undefined, words: Words): string {
  if (download === undefined) return '';
  const rate = download.bytesPerSecond === null ? 'without a rate' : `at ${rateWords(download.bytesPerSecond)}`;
  return `, ${rate}, until ${words.time(download.until)}`;
}

function outsideWords(outside: 'catch-up' | 'rolling' | undefined): string {
  if (outside === undefined) return '';
  return outside === 'catch-up'
    ? ', outside its window, to catch up where its conditions hold'
    : ', outside its window, where its conditions hold';
}

function acceptedOf(deviceIds: readonly string[], words: Words): string {
  if (deviceIds.length === 0) return '';
  const shown = deviceIds.slice(0, 5).map(words.device).join(', ');
  const more = deviceIds.length > 5 ? ` and ${deviceIds.length - 5} more` : '';
  return `, accepting how it stands with ${shown}${more}`;
}

function ordinal(number: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth'][number - 1] ?? `${number}th`;
}
