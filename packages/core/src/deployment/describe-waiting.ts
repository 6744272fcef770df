/** Every reason for waiting as a plain sentence. */
import type { Bar } from '../decisions/index.ts';
import { describeHold } from './describe-state.ts';
import { conditionWords } from '../windows/index.ts';
import type { BoundKind } from './bounds.ts';
import type { PaceLimit, Waiting } from './types.ts';
import { who } from './words.ts';
import type { Words } from './words.ts';

export type WaitingLine = { readonly sentence: string; readonly until: string | null; readonly deviceId: string | null };

/** One reason for waiting as a line of a list: the sentence, the time until which (null: nobody knows), and the device if it is about one. */
export function describeWaiting(waiting: Waiting, words: Words): WaitingLine {
  return { sentence: sentenceOf(waiting, words), until: untilOf(waiting), deviceId: 'deviceId' in waiting ? waiting.deviceId : null };
}

function sentenceOf(waiting: Waiting, words: Words): string {
  switch (waiting.what) {
    case 'hold':
      return describeHold(waiting.hold, words);
    case 'panic stop':
      return 'A panic stop is in force: nothing new is sent anywhere.';
    case 'ring':
      return ringSentence(waiting.ring, waiting.until, words);
    case 'test':
      return `Test step “${waiting.step}” waits for a person: it is to be done on ring ${words.ring(waiting.ring)}, and its result told.`;
    case 'soak':
      return `Ring ${words.ring(waiting.ring)} must stay healthy until ${words.time(waiting.until)}.`;
    case 'window':
      if (waiting.opensAt === null)
        return `The window of ${words.device(waiting.deviceId)} does not open again before the deployment ends.`;
      return `${words.device(waiting.deviceId)} waits for its window, which opens at ${words.time(waiting.opensAt)}.`;
    case 'pace':
      return `${words.device(waiting.deviceId)} waits its turn: ${paceSentences[waiting.limit]}`;
    case 'limit':
      return limitSentence(waiting, words);
    case 'guest':
      return `${words.device(waiting.deviceId)} waits for ${words.device(waiting.on)}, which runs on it: a host changes after its guests.`;
    case 'freeze':
      return freezeSentence(waiting, words);
    case 'missed':
      return missedSentence(waiting, words);
    case 'decision':
      return decisionSentence(waiting.deviceId, waiting.bar, words);
    case 'backup':
      return `${words.device(waiting.deviceId)} waits for a backup. ${waiting.because}`;
    case 'notice':
      return `${words.device(waiting.deviceId)} waits until its change was announced. ${waiting.because}`;
    case 'stand-in':
      return `${words.device(waiting.deviceId)} waits for its stand-in. ${waiting.because}`;
    case 'way-back':
      return `${words.device(waiting.deviceId)} waits: its way back is not there any more. ${waiting.because}`;
    case 'busy':
      return `${words.device(waiting.deviceId)} is busy with another deployment.`;
    case 'dependency':
      return `${words.device(waiting.deviceId)} waits for ${words.device(waiting.on)}: two devices that depend on each other do not change at once.`;
    case 'dependant':
      return dependantSentence(waiting, words);
    case 'device':
      return deviceSentences[waiting.for](words.device(waiting.deviceId));
  }
}

function decisionSentence(deviceId: string, { kind, about, by, since }: Bar, words: Words): string {
  const decided = { block: 'blocked', exception: 'held back by an exception', workaround: 'held back by a workaround' }[kind];
  return `${words.device(deviceId)} waits: ${about} is ${decided}, by a decision of ${who(words, by)} since ${words.time(since)}.`;
}

function dependantSentence({ deviceId, on, when }: Extract<Waiting, { what: 'dependant' }>, words: Words): string {
  const [changed, other] = [words.device(deviceId), words.device(on)];
  return when === 'before'
    ? `${changed} waits until ${other}, which depends on it, was asked for its checks.`
    : `${other} depends on ${changed}, which was changed, and is asked for its checks.`;
}

function freezeSentence({ deviceId, freeze, opensAt }: Extract<Waiting, { what: 'freeze' }>, words: Words): string {
  const waits = `${words.device(deviceId)} waits for the freeze “${freeze.name}” to end on ${words.time(freeze.until)}`;
  return opensAt === null || opensAt === freeze.until ? `${waits}.` : `${waits}; its window opens next at ${words.time(opensAt)}.`;
}

function missedSentence({ deviceId, rule, missed, for: awaits, until }: Extract<Waiting, { what: 'missed' }>, words: Words): string {
  const device = words.device(deviceId);
  const lost = missed === null || missed === undefined ? '' : ` missed its window of ${words.time(missed.from)}`;
  const under = conditionWords(rule)
    .map((one) => `, ${one}`)
    .join('');
  const may =
    rule.kind === 'catch-up'
      ? `${lost === '' ? ' catches' : '; it catches'} up`
      : `${lost === '' ? ' may' : '; it may'} begin at any time, ${rule.hours} hours in each ${rule.days} days`;
  switch (awaits) {
    case 'contact':
      return `${device}${lost}${may} when it returns${under}.`;
    case 'business hours':
      return `${device}${lost}${may} once business hours are over, ${until === null ? 'soon' : `after ${words.time(until)}`}${under}.`;
    case 'conditions':
      return `${device}${lost}${may} as soon as its conditions hold${under}.`;
    case 'turn':
      return `${device}${lost}${may}; its conditions did not hold, and it is told again${until === null ? '' : ` after ${words.time(until)}`}${under}.`;
  }
}

function ringSentence(ring: number, until: string, words: Words): string {
  const earliest = `not before ${words.time(until)}`;
  return ring === 0
    ? `Ring ${words.ring(0)} may begin, ${earliest}.`
    : `Ring ${words.ring(ring)} begins when ring ${words.ring(ring - 1)} has passed, ${earliest}.`;
}

const paceSentences: Readonly<Record<PaceLimit, string>> = {
  'at once': 'as many devices as the policy allows are under way.',
  'per hour': 'as many devices as the policy allows were sent in the last hour.',
  'client per hour': 'as many devices as this client allows were sent in the last hour.',
};

const boundWords: Readonly<Record<BoundKind, (name: string) => string>> = {
  overall: () => 'over all clients',
  client: (name) => `at ${name}`,
  site: (name) => `at site ${name}`,
  cluster: (name) => `of cluster ${name}`,
  ring: (name) => `in ring ${name}`,
};

function limitSentence({ deviceId, of, name, limit, most }: Extract<Waiting, { what: 'limit' }>, words: Words): string {
  const where = boundWords[of](name);
  const devices = most === 1 ? 'one device' : `${most} devices`;
  const waits = `${words.device(deviceId)} waits its turn: ${where}`;
  switch (limit) {
    case 'at once':
      return `${waits} at most ${devices} may be under way at once.`;
    case 'per hour':
      return `${waits} at most ${devices} may be sent within an hour.`;
    case 'disturbed':
      return `${waits} at most ${devices} may be changing, restarting or unwell at once.`;
    case 'downloads':
      return `${waits} at most ${devices} may fetch packages at once.`;
    case 'bandwidth':
      return `${waits} the ${most} Mbit/s for downloads are taken by others.`;
  }
}

type DeviceWait = Extract<Waiting, { readonly what: 'device' }>['for'];

const deviceSentences: Readonly<Record<DeviceWait, (device: string) => string>> = {
  securing: (device) => `${device} still has to fetch and secure its packages.`,
  contact: (device) => `${device} has not been in contact.`,
  acceptance: (device) => `${device} has its instruction and has not accepted it yet.`,
  progress: (device) => `${device} is at work.`,
  report: (device) => `${device} should have reported and has not.`,
  scan: (device) => `${device} reported the change as done; the scan that verifies it is awaited.`,
  restart: (device) => `${device} is restarting.`,
  'restart asked': (device) => `The change is in on ${device}; who is signed in is asked before it restarts.`,
  'restart signed out': (device) => `The change is in on ${device}; it restarts when nobody is signed in.`,
  'restart window end': (device) => `The change is in on ${device}; it restarts at the end of its window.`,
  check: (device) => `${device} is asked for its health checks at the end of the soak.`,
  quarantine: (device) => `${device} is in quarantine: a person must say whether it was restored or cloned.`,
};

function untilOf(waiting: Waiting): string | null {
  switch (waiting.what) {
    case 'ring':
    case 'soak':
    case 'pace':
    case 'limit':
      return waiting.until;
    case 'window':
      return waiting.opensAt;
    case 'freeze':
      return waiting.opensAt ?? waiting.freeze.until;
    case 'missed':
      return waiting.until;
    case 'decision':
      return waiting.bar.until;
    default:
      return null;
  }
}
