/** What is known against updates in the made-up installation. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, id } from './world.ts';

export const knownIssues: CallOutput<'listKnownIssues'>['items'] = [
  {
    id: id(21, 1),
    source: 'person',
    name: 'openssl from 3.0.17-1~deb12u1 on',
    about: { kind: 'source', manager: 'apt', sourceName: 'openssl', from: '3.0.17-1~deb12u1', to: null },
    text: 'Encrypting and decrypting with AES takes up to twice as long. Web servers and disks that are encrypted by software are slower from the first minute on.',
    condition: 'processors with vector AES instructions',
    rule: { ecosystems: ['debian:12'], architectures: ['x86_64'], virtualisations: null, tiers: null, kernel: '6.1.0-', package: null },
    link: 'https://bugs.example.org/1098765',
    recordedAt: at(-900),
    recordedBy: 'Anna Müller',
    resolved: null,
  },
  {
    id: id(21, 2),
    source: 'person',
    name: 'nginx 1.26.2-1',
    about: { kind: 'source', manager: 'apt', sourceName: 'nginx', from: '1.26.2-1', to: '1.26.2-1' },
    text: 'It does not start where two sites share one certificate.',
    condition: null,
    rule: null,
    link: null,
    recordedAt: at(-9000),
    recordedBy: 'Jonas Weber',
    resolved: { inVersion: '1.26.2-2', at: at(-3000), by: 'Anna Müller', because: 'Its changelog says so, and ours start.' },
  },
  {
    id: 'KB5999901',
    source: 'feed',
    name: 'KB5999901',
    about: { kind: 'kb', kb: '5999901' },
    text: 'Microsoft lists known issues of this update; what they are stands on its page.',
    condition: 'the devices that Microsoft describes there',
    rule: null,
    link: 'https://support.example.org/help/5999901',
    recordedAt: at(-20_000),
    recordedBy: 'Microsoft',
    resolved: null,
  },
];
