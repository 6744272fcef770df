import { knownTools, parseOutput } from '@fettle/managers/parse';
import { BadRow, textOf } from './verb.ts';
import type { Verb } from './verb.ts';

/** Enough to see what they are. */
const mostShown = 5;

/**
 * `{"tool","text"}` → `{"tool","rows","unread"}`: what the agent reads from the output of a package tool, and how many lines it did not understand
 * (`unreadLines` are the first of them). `tool` in the answer is the reader that was taken.
 */
export const parse: Verb = {
  description: 'what the agent reads from the output of apt, dpkg, rpm or dnf',
  prepare: async () => (row) => {
    const tool = textOf(row, 'tool');
    const answer = parseOutput(tool, textOf(row, 'text'));
    if (answer === null)
      throw new BadRow(`There is no reader for ${JSON.stringify(tool.slice(0, 100))}. Known are: ${knownTools.join(', ')}.`);
    const { unread, more } = answer;
    const said = unread.length === 0 ? {} : { unreadLines: unread.slice(0, mostShown).map((line) => line.slice(0, 200)) };
    return { tool: answer.tool, rows: answer.rows, unread: unread.length, ...said, ...more };
  },
};
