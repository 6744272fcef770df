/** The written steps of a test plan: what must be shown on the first ring before the next may begin. */
import type { SpecHeader } from './spec.ts';
import type { DeploymentState } from './types.ts';

/** What follows where a step did not pass. `hold`: a person decides. `stop`: the deployment is cancelled. `go-on`: it is noted, and the deployment goes on. */
export const testFailures = ['hold', 'stop', 'go-on'] as const;

type Step<Kind extends string, Fields> = {
  readonly kind: Kind;
  /** By which it is known in its plan. */
  readonly name: string;
  /** Only where one of these packages changes; `*` stands for any text. Not there: always. */
  readonly packages?: readonly string[];
  readonly onFailure: (typeof testFailures)[number];
  /** What people do where it did not pass, in words. */
  readonly whatToDo: string;
} & Readonly<Fields>;

/** `check`: a health check of the policy, by its name, passes on every device of the first ring. `manual`: a person does it and says what came of it. */
export type TestStep = Step<'check', { check: string }> | Step<'manual', { instruction: string; expected: string }>;

export const testResults = ['passed', 'failed', 'not done'] as const;
export type TestResult = (typeof testResults)[number];

/** A file that shows what was seen. Its content is kept beside the deployment; what happened names it by its digest. */
export type TestAttachment = { readonly name: string; readonly bytes: number; readonly sha256: string };

/** Files that show what was seen: at most so many for a result, and so many bytes together. Bodies end at four megabytes, and base64 makes three bytes four characters. */
export const mostAttachments = 5;
export const mostAttachedBytes = 2 * 1024 * 1024;

export type TestRecord = {
  readonly step: string;
  readonly result: TestResult;
  /** Person id, or `engine`. */
  readonly by: string;
  readonly detail: string;
  /** Not there: none. */
  readonly attachments?: readonly TestAttachment[];
};

/** The last word on a step. `accepted`: a person let the deployment go on in spite of it. */
export type TestState = Omit<TestRecord, 'step'> & { readonly at: string; readonly accepted: boolean };

/** The steps that must be done before the second ring begins; none where there is one ring, after which nothing follows. */
export function testStepsOf(header: Pick<SpecHeader, 'testSteps' | 'rings'>): readonly TestStep[] {
  return header.rings.length < 2 ? [] : (header.testSteps ?? []);
}

/** The files that a result came with, as a sentence to follow others; empty where there are none. */
export function attachedInWords(attachments: readonly TestAttachment[] = []): string {
  if (attachments.length === 0) return '';
  return ` Attached: ${attachments.map(({ name, sha256 }) => `“${name}” (SHA-256 ${sha256})`).join(', ')}.`;
}

/** Steps of which nobody has said yet what came of them. */
export function openSteps(state: Pick<DeploymentState, 'header' | 'tests'>): readonly TestStep[] {
  return testStepsOf(state.header).filter(({ name }) => state.tests?.[name] === undefined);
}

/** Steps that did not pass and keep the deployment: not those that are only noted, nor those that a person accepted. */
export function lackingSteps(
  state: Pick<DeploymentState, 'header' | 'tests'>,
): readonly { readonly step: TestStep; readonly said: TestState }[] {
  return testStepsOf(state.header).flatMap((step) => {
    const said = state.tests?.[step.name];
    return said === undefined || said.result === 'passed' || said.accepted || step.onFailure === 'go-on' ? [] : [{ step, said }];
  });
}
