import { inCheckout, root } from './checkout.mjs';
import { runNode } from './child.mjs';

/**
 * Runs one of Fettle's programs on the packaged Node until it ends.
 * @param {string} node path of the packaged Node
 * @param {string} program its file, from the checkout's root
 * @param {string[]} args
 * @param {string[]} nodeOptions options of Node's own
 * @returns {Promise<number>} its exit code; 0 when the person stopped it and it went in good order
 */
export async function runProgram(node, program, args, nodeOptions = []) {
  const { code } = await runNode(node, [...nodeOptions, inCheckout(program), ...args], { cwd: root });
  return code;
}
