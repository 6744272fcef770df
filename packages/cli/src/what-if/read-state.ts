import { stateFormat, stateVersion } from '@fettle/core/simulation';
import type { ExportedState } from '@fettle/core/simulation';
import { DeploymentStateSchema } from '@fettle/protocol/what-if';
import { Refused } from '../refused.ts';

/** The state in a document. Refused where it is none, or of a version that is not known here. */
export function readState(text: string): ExportedState {
  const document = parse(text);
  const { format, version } = document;
  if (format !== stateFormat) throw unreadable('It is not the state of a deployment.');
  if (version !== stateVersion)
    throw unreadable(`It is of version ${JSON.stringify(version)}; this program reads version ${stateVersion}.`);
  const read = DeploymentStateSchema.safeParse(document);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw unreadable(`${first?.path.join('.') ?? ''}: ${first?.message ?? 'it can not be read'}.`);
}

function parse(text: string): { readonly format?: unknown; readonly version?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw unreadable('It is no JSON.');
  }
}

function unreadable(detail: string): Refused {
  return new Refused({
    code: 'cli.state',
    title: 'The state can not be read',
    detail,
    remedy: 'fettle deploy export writes it; a version of Fettle reads its own.',
  });
}
