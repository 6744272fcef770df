import { inCheckout, root } from './checkout.mjs';
import { runNode } from './child.mjs';

/**
 * Runs one of Fettle's programs on the packaged Node until it ends.
 * @param {string} node path of the packaged Node
 * @param {string} program its file, from the checkout's root
 * @param {string[]} args
 * @param {{ nodeOptions?: string[], env?: Record<string, string> }} [settings] options of Node's own, and variables where the person set none
 * @returns {Promise<number>} its exit code; 0 when the person stopped it and it went in good order
 */
export async function runProgram(node, program, args, { nodeOptions = [], env = {} } = {}) {
  const { code } = await runNode(node, [...nodeOptions, inCheckout(program), ...args], { cwd: root, env: { ...env, ...process.env } });
  return code;
}
