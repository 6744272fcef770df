/**
 * Why the server cannot start, for the person at the terminal: one sentence on what is wrong and one on what to do.
 * It is thrown, not returned: start-up is a long chain whose every step has the same single answer to it, print and end.
 */
export class StartProblem extends Error {
  readonly code: string;
  readonly remedy: string;
  constructor(code: string, message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartProblem';
    this.code = code;
    this.remedy = remedy;
  }
}
