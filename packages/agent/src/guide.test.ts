import { readFileSync } from 'node:fs';
import { agentRefusals } from '@fettle/protocol/agent';
import { expect, test } from 'vitest';
import { Limits } from './limits.ts';

const guide = readFileSync(new URL('../../../docs/guide/agent.md', import.meta.url), 'utf8');

test.each(Object.keys(agentRefusals))('the guide says what %s means', (code) => {
  expect(guide).toMatch(new RegExp(`^\\| \`${code.replace('.', '\\.')}\` \\| .+ \\| .+ \\|$`, 'm'));
});

test.each(Object.keys(Limits.shape))('the guide has the setting %s', (name) => {
  expect(guide).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm'));
});
