/**
 * Every refusal that the API knows (RFC 9457): a code that is the contract, a status, a title and what to do. The sentence with the
 * particulars (`detail`) comes from the place that refuses. A new refusal is a line here; the reference is generated from it.
 */
export type ErrorEntry = { readonly status: number; readonly title: string; readonly remedy: string };

export const errors = {
  'request.invalid': { status: 400, title: 'The request is not what this address takes', remedy: 'Mend the fields named in `errors`.' },
  'request.too-large': { status: 413, title: 'The request is too large', remedy: 'Send less at once.' },
  'request.encoding': {
    status: 415,
    title: 'The request has an encoding or type that is not taken',
    remedy: 'Send application/json, plain, gzip or zstd.',
  },
  'request.garbled': { status: 400, title: 'The request body could not be read', remedy: 'Check the compression and the JSON.' },
  'request.too-many': { status: 429, title: 'Too many tries', remedy: 'Wait as long as Retry-After says.' },
  'request.origin': { status: 403, title: 'The request came from another site', remedy: 'Open the console at its own address.' },
  'not-found': { status: 404, title: 'There is nothing here', remedy: 'Check the address; it may also be out of your reach.' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method', remedy: 'See the reference of routes.' },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    remedy: 'Try again; if it stays, look for the request id in the server log.',
  },
  unavailable: { status: 503, title: 'The server can not answer just now', remedy: 'Try again in a moment.' },
  'sign-in.required': { status: 401, title: 'You are not signed in', remedy: 'Sign in, or send an API key.' },
  'sign-in.wrong': { status: 401, title: 'That did not match', remedy: 'Check mail address, password and code.' },
  'sign-in.code-used': { status: 401, title: 'That code was used already', remedy: 'Wait for the next code.' },
  'welcome.used': { status: 410, title: 'This link has been used or has expired', remedy: 'Sign in, or ask for a new link.' },
  'notice.no-link': {
    status: 410,
    title: 'This link opens nothing',
    remedy: 'Open the link of the newest message, or ask whoever sent it.',
  },
  'permission.missing': { status: 403, title: 'You may not do that', remedy: 'Ask an administrator for the permission that is named.' },
  'conflict.exists': { status: 409, title: 'That exists already', remedy: 'Use another name, or open the existing one.' },
  'conflict.changed': { status: 409, title: 'It was changed meanwhile', remedy: 'Load it again and repeat your change.' },
  'conflict.in-use': { status: 409, title: 'It is still in use', remedy: 'End what uses it first.' },
  'feed.off': { status: 409, title: 'This server fetches no feeds', remedy: 'Start it with FETTLE_FEEDS=on, or with a folder of files.' },
  'feed.not-held': { status: 409, title: 'That file is not held, or not any more', remedy: 'Look at the feed again.' },
  'device.quarantined': { status: 409, title: 'The device is quarantined', remedy: 'Say first whether it was restored or cloned.' },
  'device.retired': { status: 409, title: 'The device is retired', remedy: 'Enrol it anew if it is in use again.' },
  'device.observe-only': {
    status: 409,
    title: 'The agent of this device only observes',
    remedy: 'Run the agent as root with limits that allow changes.',
  },
  'enrolment.token': { status: 403, title: 'The enrolment token is not valid', remedy: 'Make a new one on the client page.' },
  'enrolment.key-known': {
    status: 409,
    title: 'This device key is enrolled already',
    remedy: 'Run the agent as it is, or enrol with a new key.',
  },
  'agent.envelope': {
    status: 400,
    title: 'The envelope could not be verified',
    remedy: 'Nothing was stored. Check key, type and signature.',
  },
  'agent.unknown-device': { status: 401, title: 'This device is not enrolled here', remedy: 'Enrol it with a token.' },
  'agent.quarantined': {
    status: 401,
    title: 'This device is quarantined',
    remedy: 'A person says in the console what its two agents mean.',
  },
  'agent.late': {
    status: 409,
    title: 'This check-in came late',
    remedy: 'It has no effect. The device has checked in again since.',
  },
  'agent.protocol': {
    status: 426,
    title: 'The agent speaks a protocol that this server does not',
    remedy: 'Update the agent, or the server.',
  },
  'agent.inventory-too-large': {
    status: 413,
    title: 'The inventory is larger than the limit',
    remedy: 'Raise the limit, or look why the device has so many packages.',
  },
  'decision.not-possible': {
    status: 409,
    title: 'That is not possible with this decision as it stands',
    remedy: 'Look at it again; the sentence says why. A new decision can always be recorded.',
  },
  'process-audit.not-possible': {
    status: 409,
    title: 'That is not possible with this audit as it stands',
    remedy: 'Look at it again; the sentence says why. A concluded audit is corrected by a later one.',
  },
  'desk.changed': {
    status: 409,
    title: 'The desk has changed since it was shown',
    remedy: 'Look at it again: it shows what holds now. Then confirm that.',
  },
  'freeze.over': {
    status: 409,
    title: 'This freeze is over already',
    remedy: 'What it held goes on by itself. Another one can be declared.',
  },
  'rebuild.not-possible': {
    status: 409,
    title: 'No rebuild can be awaited of this device',
    remedy: '`detail` says why. A way back that was not approved with the change is for a new deployment.',
  },
  'rebuild.over': {
    status: 409,
    title: 'Nothing is awaited of this rebuild any more',
    remedy: 'Look at it again: it shows who said what, and how the device was found.',
  },
  'rebuild.device-away': {
    status: 409,
    title: 'The device that was built anew can not be looked at',
    remedy: 'Enrol it, or end its quarantine, then say that it is done. Where it was enrolled anew, name the device that it is now.',
  },
  'regression.decided': {
    status: 409,
    title: 'This regression is decided already',
    remedy: 'Look at it again: it shows who decided what, and why.',
  },
  'holidays.in-use': { status: 409, title: 'Policies name this list', remedy: 'Take it out of their windows first; `errors` names them.' },
  'policy.unreadable': { status: 422, title: 'The policy can not be saved like this', remedy: 'Mend what `errors` names.' },
  'group.unreadable': { status: 422, title: 'The rule can not be saved like this', remedy: 'Mend what `errors` names.' },
  'group.rank-taken': {
    status: 409,
    title: 'Another group has this rank or name',
    remedy: 'Choose another: between two groups that a device is in, the rank has to decide.',
  },
  'group.in-use': { status: 409, title: 'A policy is of this group', remedy: 'Remove that policy first, then the group.' },
  'deployment.over': { status: 409, title: 'This deployment has ended', remedy: 'Make a new one; it may name this as its predecessor.' },
  'deployment.not-possible': { status: 409, title: 'That is not possible in this state', remedy: 'The sentence says why.' },
  'deployment.nothing-to-do': {
    status: 422,
    title: 'No device would be changed',
    remedy: 'Choose updates that are still offered, and devices whose agent may change them.',
  },
  'deployment.several-lanes': {
    status: 409,
    title: 'These updates go in several lanes',
    remedy: 'Name one of the lanes in `errors`; each goes in a deployment of its own.',
  },
  'deployment.contradiction': { status: 422, title: 'The plan contradicts itself', remedy: 'Mend what `errors` names.' },
  'deployment.not-ready': { status: 409, title: 'The devices have not answered yet', remedy: 'Wait for the simulations.' },
  'approval.invalid': { status: 422, title: 'The approval was not accepted', remedy: 'The sentence says which check failed.' },
  'authority.invalid': {
    status: 422,
    title: 'The authority was not accepted',
    remedy: 'It must be signed by the root key and be newer than the one in force.',
  },
  'command.invalid': {
    status: 422,
    title: 'The command was not accepted',
    remedy: 'It must be signed by the root key, for clients of this installation, and come with exactly the script that was signed.',
  },
  'trust.not-admitted': { status: 403, title: 'This key is not in the authority', remedy: 'Have it admitted: fettle trust admit.' },
} as const satisfies Record<string, ErrorEntry>;
export type ErrorCode = keyof typeof errors;

/** The body of every refusal, `application/problem+json`. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
};
