import { expect, test } from 'vitest';
import { isContainer, noRestartInContainer } from './index.ts';

test.each([
  ['docker', true],
  ['lxc', true],
  ['systemd-nspawn', true],
  ['kvm', false],
  ['none', false],
  // A word of later: a machine, until it is known.
  ['something-new', false],
  [null, null],
])('%s', (virtualisation, container) => {
  expect(isContainer(virtualisation)).toBe(container);
  if (container === true) expect(noRestartInContainer(virtualisation)).toContain(`container (${virtualisation})`);
  else expect(noRestartInContainer(virtualisation)).toBeNull();
});
