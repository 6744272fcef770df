/**
 * Under a standing approval a device holds what it is told against the grant, field by field (core/standing/within.ts). A field that is not judged there is one that a
 * stolen server sets as it likes: a new one has to be named here, with where it is judged or why it need not be.
 */
import { DeviceRulesSchema, InstructionSchema, ShareSchema, SpecHeaderSchema } from '@fettle/protocol/instruction';
import { expect, test } from 'vitest';

const judged = 'judged';
const rules = {
  restart: judged,
  rollback: judged,
  startOffline: judged,
  checks: judged,
  restartWhen: judged,
  missed: judged,
  hooks: judged,
};
const header = {
  ...rules,
  format: 'one value',
  deploymentId: 'its name',
  clientId: judged,
  title: 'words',
  reason: 'words',
  createdAt: 'a time that nothing waits for',
  expiresAt: judged,
  policy: judged,
  predecessor: judged,
  rings: judged,
  pace: judged,
  failureBudget: judged,
  dependants: 'who else is asked for checks of its own, which change nothing there',
  testSteps: 'no device acts on it: like gates it is the word of the server, as the threat model says',
  drill: judged,
  approvalsNeeded: judged,
  sharesRoot: 'the proof of the share is verified by it',
  shareCount: 'the proof of the share is verified by it',
};
const share = {
  deviceId: 'must be this device, whatever approves it',
  deviceKeyId: 'must be this device, whatever approves it',
  ring: 'its rings are judged',
  window: judged,
  direction: judged,
  by: judged,
  changes: judged,
  files: judged,
  wayBack: judged,
  simulatedAt: 'a time that nothing waits for',
  expectedSeconds: 'how long it takes is the word of the server, as the threat model says',
  rules: judged,
};

const toFetch = InstructionSchema.shape.body.options.find((option) => option.shape.verb.value === 'get')!;
const fetching = {
  verb: 'it changes nothing',
  header: 'a row of its own',
  share: 'a row of its own',
  index: 'the proof of the share is verified by it',
  proof: 'the proof of the share is verified by it',
  approvals: judged,
  grant: judged,
  attempt: 'how often it began is its own memory',
  commands: 'what fetches runs none',
  bytesPerSecond: 'it only fetches slower: a server that would keep packages from it need not tell it to fetch at all',
};

test.for([
  ['the header of a spec', SpecHeaderSchema, header],
  ['a share', ShareSchema, share],
  ['rules of one device', DeviceRulesSchema, rules],
  ['an instruction to fetch', toFetch, fetching],
] as const)('of every field of %s it is known how a standing approval binds it', ([, schema, known]) => {
  expect(Object.keys(schema.shape).toSorted()).toEqual(Object.keys(known).toSorted());
});
