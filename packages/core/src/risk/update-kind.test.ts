import { expect, test } from 'vitest';
import type { ManagerId } from '../inventory/index.ts';
import { kindOfUpdate, restartOfUpdate } from './index.ts';
import type { UpdateKind } from './update-kind.ts';

test.each<[ManagerId, string, UpdateKind, boolean]>([
  ['apt', 'linux-image-6.1.0-30-amd64', 'kernel', true],
  ['apt', 'linux-image-amd64', 'kernel', true],
  ['apt', 'linux-headers-amd64', 'other', false],
  ['apt', 'linux-libc-dev', 'other', false],
  ['apt', 'linux-modules-nvidia-535-generic', 'driver', true],
  ['apt', 'zfs-dkms', 'driver', false],
  ['apt', 'firmware-iwlwifi', 'firmware', false],
  ['apt', 'intel-microcode', 'firmware', true],
  ['apt', 'libc6', 'other', true],
  ['apt', 'libc6-dev', 'other', false],
  ['apt', 'dbus', 'other', true],
  ['apt', 'openssl', 'other', false],
  ['dnf', 'kernel-core', 'kernel', true],
  ['dnf', 'kernel-modules', 'kernel', false],
  ['dnf', 'kernel-headers', 'other', false],
  ['dnf', 'kmod-lab', 'driver', false],
  ['dnf', 'kmod', 'other', false],
  ['dnf', 'kmod-libs', 'other', false],
  ['dnf', 'iwl7260-firmware', 'firmware', false],
  ['dnf', 'linux-firmware', 'firmware', true],
  ['dnf', 'glibc', 'other', true],
  ['dnf', 'systemd', 'other', true],
])('%s %s', (manager, name, kind, restart) => {
  expect(kindOfUpdate(manager, name)).toBe(kind);
  expect(restartOfUpdate(manager, name, null)).toBe(restart);
});

test.each([
  ['docker', false],
  ['kvm', true],
  ['none', true],
  [null, true],
])('a kernel on %s', (virtualisation, restart) => {
  expect(restartOfUpdate('apt', 'linux-image-amd64', { restart: 'needed', changes: 1 }, virtualisation)).toBe(restart);
});

test.each<[string, Parameters<typeof restartOfUpdate>[2], boolean | null]>([
  ['a change of its own that needs one', { restart: 'needed', changes: 1 }, true],
  ['a change of its own of which it could not say', { restart: 'unknown', changes: 1 }, null],
  ['a change of many that needs one: for another of them', { restart: 'needed', changes: 4 }, false],
  ['a change that needs none', { restart: 'not-needed', changes: 4 }, false],
])('an ordinary package in %s', (_what, simulated, expected) => expect(restartOfUpdate('apt', 'lab-app', simulated)).toBe(expected));
