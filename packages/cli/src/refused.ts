/**
 * A refusal or failure that the person can do something about, from the server (problem+json, RFC 9457) or found here. It ends the command;
 * `run.ts` prints it and takes the exit code from it. Everything else that is thrown is a bug.
 */
import { errors } from '@fettle/protocol/errors';
import type { Problem } from '@fettle/protocol/errors';
import { exitCodes } from './exit-codes.ts';
import type { ExitName } from './exit-codes.ts';

export type RefusedParts = {
  /** The contract; sentences may change. Those of the API, of proof, or `cli.…`. */
  readonly code: string;
  readonly title: string;
  /** The sentence with the particulars. */
  readonly detail: string;
  /** What to do. */
  readonly remedy: string;
  readonly exit?: ExitName;
  readonly status?: number;
  readonly requestId?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
};

export class Refused extends Error {
  readonly parts: RefusedParts;

  constructor(parts: RefusedParts) {
    super(parts.detail);
    this.name = 'Refused';
    this.parts = parts;
  }

  get exitCode(): number {
    return exitCodes[this.parts.exit ?? 'failed'].code;
  }
}

/** A command line that can not be right. */
export function usage(detail: string, remedy = 'fettle help COMMAND shows how it is used.'): Refused {
  return new Refused({ code: 'cli.usage', title: 'The command line is not right', detail, remedy, exit: 'usage' });
}

/** A refusal of the API, with the exit code that its status and code stand for. */
export function refusedByServer(problem: Omit<Problem, 'type'>): Refused {
  const { code, title, detail, remedy, status, requestId } = problem;
  const parts = { code, title, detail, remedy, status, requestId, exit: exitOf(code, status) };
  return new Refused(problem.errors === undefined ? parts : { ...parts, errors: problem.errors });
}

/** Whether a text is a code of the API. */
export function isErrorCode(code: unknown): code is Problem['code'] {
  return typeof code === 'string' && Object.hasOwn(errors, code);
}

function exitOf(code: string, status: number): ExitName {
  if (status === 401 || code === 'permission.missing') return 'notAllowed';
  if (status === 502 || status === 503 || status === 504) return 'unreachable';
  return code === 'deployment.not-ready' ? 'waiting' : 'failed';
}
