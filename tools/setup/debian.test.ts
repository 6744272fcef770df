import { MACHINE_PACKAGES as neededByMachine, DEBIAN_PACKAGES as neededByLab } from '@fettle/lab/world/needs';
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

it("what the lab's virtual machine asks for is installed for it, but what no Debian lacks", () => {
  const installed = debianPackages.filter((entry) => entry.for === 'machine').map(({ name }) => name);
  expect([...installed, 'e2fsprogs'].toSorted()).toEqual([...neededByMachine].toSorted());
});

it("every package is asked for by a step, by Node itself, or by the lab's virtual machine", () => {
  const asked = new Set<string>(['node', 'machine', ...steps.flatMap(({ needs }) => needs ?? [])]);
  expect(debianPackages.filter((entry) => !asked.has(entry.for))).toEqual([]);
});
