import { DEBIAN_PACKAGES as neededByLab } from '@fettle/lab/world/needs';
import { expect, it } from 'vitest';
import { steps } from '../test/steps.mjs';
import { debianPackages } from './debian-packages.mjs';

it('every package that the lab asks for is installed for the lab step, but those that no Debian lacks', () => {
  const needs = steps.find(({ name }) => name === 'lab')?.needs ?? [];
  const installed = debianPackages.filter((entry) => needs.includes(entry.for)).map(({ name }) => name);
  const essential = ['dpkg', 'util-linux'];
  expect(neededByLab.length).toBeGreaterThan(0);
  expect([...installed, ...essential]).toEqual(expect.arrayContaining([...neededByLab]));
});

it('every package is asked for by a step, or by Node itself', () => {
  const asked = new Set<string>(['node', ...steps.flatMap(({ needs }) => needs ?? [])]);
  expect(debianPackages.filter((entry) => !asked.has(entry.for))).toEqual([]);
});
