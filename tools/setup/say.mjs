/** A line of progress for the person who waits. */
export function say(/** @type {string} */ line) {
  process.stdout.write(`${line}\n`);
}

/** Something stands in the way that the person can put right: what happened, and one line to type where there is one. */
export class Obstacle extends Error {
  /**
   * @param {string} sentence what happened, why, and what to do
   * @param {string} [command] the one line to type, printed by itself so that it can be copied
   */
  constructor(sentence, command) {
    super(sentence);
    this.name = 'Obstacle';
    this.command = command;
  }
}

/** Tells an obstacle without a stack trace; anything else is a bug and keeps its trace. */
export function tell(/** @type {unknown} */ error) {
  if (!(error instanceof Obstacle)) {
    console.error(error);
    return;
  }
  console.error(error.message);
  if (error.command) console.error(error.command);
}

/** Runs a command's main function; its number is the exit code. What it throws is told, and the exit code is 1. */
export async function main(/** @type {() => Promise<number>} */ run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    process.exitCode = 1;
    tell(error);
  }
}
