/** A report of a device as a line of its timeline. */
import type { Report } from '@fettle/protocol/agent';
import type { TimelineEntry } from '@fettle/protocol/models';
import type { z } from 'zod';

export type ReportEntryRow = {
  readonly received_at: string;
  readonly body: Report['body'];
  readonly verb: string;
  readonly deployment_id: string;
  readonly title: string;
};
type Entry = z.infer<typeof TimelineEntry>;
type Told = Pick<Entry, 'kind' | 'sentence' | 'status'>;

/** What the device said, in one sentence; the deployment's title stands beside it. */
export function reportEntry({ received_at: at, body, verb, deployment_id: deploymentId, title }: ReportEntryRow): Entry {
  return { at, deploymentId, detail: title, ...told(body, verb) };
}

const taken: Readonly<Record<string, string>> = {
  get: 'It took the order to secure packages.',
  simulate: 'It took the order to simulate.',
  check: 'It took the order to run its health checks.',
  rollback: 'It took the order to go back.',
  install: 'It took the order to change.',
};

function told(body: Report['body'], verb: string): Told {
  switch (body.status) {
    case 'accepted':
      return { kind: `${verb} accepted`, sentence: taken[verb] ?? 'It took an order.', status: 'running' };
    case 'progress':
      return { kind: body.phase, sentence: `${capital(body.phase)}: ${body.line}`, status: 'running' };
    case 'refused':
      return { kind: `${verb} refused`, sentence: `It refused (${body.code}): ${body.detail}`, status: 'attention' };
    case 'ended':
      return ended(body.result);
  }
}

function ended(result: Extract<Report['body'], { status: 'ended' }>['result']): Told {
  switch (result.verb) {
    case 'scan':
      return result.ok
        ? { kind: 'scan', sentence: 'It looked again.', status: 'neutral' }
        : { kind: 'scan', sentence: `It could not look: ${result.trouble?.cause ?? 'no reason given'}`, status: 'attention' };
    case 'simulate':
      return result.simulation === null
        ? { kind: 'simulate', sentence: `It could not simulate: ${result.trouble?.cause ?? 'no reason given'}`, status: 'attention' }
        : { kind: 'simulate', sentence: `It simulated: ${count(result.simulation.changes.length)}.`, status: 'neutral' };
    case 'get':
      return result.ok
        ? { kind: 'get', sentence: 'It has secured its packages and the way back.', status: 'neutral' }
        : { kind: 'get', sentence: `It could not secure its packages: ${result.trouble?.cause ?? 'no reason given'}`, status: 'failing' };
    case 'check': {
      const failed = result.answers.filter(({ answer }) => answer !== 'passed').map(({ name }) => name);
      return failed.length === 0
        ? { kind: 'check', sentence: 'Its health checks passed.', status: 'good' }
        : { kind: 'check', sentence: `Health checks that did not pass: ${failed.join(', ')}.`, status: 'failing' };
    }
    case 'probe':
      return result.ok
        ? { kind: 'probe', sentence: 'It told of its backups.', status: 'neutral' }
        : { kind: 'probe', sentence: `It could not tell of its backups: ${result.detail}`, status: 'attention' };
    case 'install':
      return installed(result.install);
  }
}

/** "Done" is the device's word; only a scan verifies it, so it is not shown as good here. */
function installed({ how, detail }: { readonly how: 'done' | 'failed' | 'rolled back' | 'missed'; readonly detail: string }): Told {
  switch (how) {
    case 'done':
      return { kind: 'reported', sentence: 'It reported the change as done.', status: 'running' };
    case 'failed':
      return { kind: 'reported', sentence: `The change failed: ${detail}`, status: 'failing' };
    case 'rolled back':
      return { kind: 'reported', sentence: `The change failed and it went back: ${detail}`, status: 'failing' };
    case 'missed':
      return { kind: 'reported', sentence: `It did not start: ${detail}`, status: 'attention' };
  }
}

function count(changes: number): string {
  return changes === 1 ? '1 change' : `${changes} changes`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
