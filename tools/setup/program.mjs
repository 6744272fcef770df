import { inCheckout, root } from './checkout.mjs';
import { runChild } from './child.mjs';

/**
 * Runs one of Fettle's programs on the packaged Node until it ends.
 * @param {string} node path of the packaged Node
 * @param {string} program its file, from the checkout's root
 * @param {string[]} args
 * @returns {Promise<number>} its exit code; 0 when the person stopped it and it went in good order
 */
export async function runProgram(node, program, args) {
  const lifeline = inCheckout('tools', 'setup', 'lifeline.mjs');
  const { code } = await runChild(node, ['--import', lifeline, inCheckout(program), ...args], { cwd: root, lifeline: true });
  return code;
}
