import { linesOf } from '../lines.ts';
import { Refused } from '../refused.ts';

/** The JSON of a policy file; what it means is for `parsePolicy`. */
export function readPolicyFile(folder: string, path: string): unknown {
  const text = [...linesOf(folder, path)].join('\n');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refused({
      code: 'policy.unreadable',
      title: 'The policy can not be saved like this',
      detail: `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'fettle policy default prints one to begin with.',
    });
  }
}
