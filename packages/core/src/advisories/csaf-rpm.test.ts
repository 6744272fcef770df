import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rpmOf } from './csaf-rpm.ts';

describe('packages by purl', () => {
  test('name, epoch, version, architecture and stream', () => {
    expect(rpmOf('x', 'pkg:rpm/redhat/lab-lib%2B%2B@2.4-3.module%2Bel8?arch=x86_64&epoch=1&rpmmod=lab:2.6:8080:0a1b')).toEqual({
      rpm: { name: 'lab-lib++', version: '1:2.4-3.module+el8', architecture: 'x86_64', module: 'lab:2.6' },
    });
  });
  test('no epoch is epoch 0; no version is any', () => {
    expect(rpmOf('x', 'pkg:rpm/redhat/lab-app@2.4-3?arch=src')).toMatchObject({
      rpm: { version: '0:2.4-3', architecture: 'src', module: null },
    });
    expect(rpmOf('x', 'pkg:rpm/redhat/lab-app')).toEqual({ rpm: { name: 'lab-app', version: null, architecture: null, module: null } });
  });
  test.each(['pkg:oci/lab-image@sha256:0a?tag=1', 'pkg:golang/stdlib@1.20', 'pkg:generic/lab@1'])('%s is none', (purl) => {
    expect(rpmOf('lab-app', purl)).toEqual({ rpm: null, why: 'not-rpm' });
  });
  test.each([
    ['no purl at all', 'no purl'],
    ['pkg:rpm/redhat/lab-app@stream8?arch=src&rpmmod=lab:8', 'no version-release'],
    ['pkg:rpm/redhat/lab-app@1-2?rpmmod=lab', 'a module without a stream'],
    ['pkg:rpm/redhat/lab-app@1-2?epoch=x', 'an epoch that is no number'],
    ['pkg:rpm/redhat/%20', 'a name of blanks'],
  ])('%s is a problem: %s', (purl) => {
    expect(rpmOf('lab-app', purl)).toHaveProperty('problem');
  });
});

describe('packages by id, where there is no purl', () => {
  test.each([
    ['lab-app-1:2.4-3.el7.x86_64', { name: 'lab-app', version: '1:2.4-3.el7', architecture: 'x86_64', module: null }],
    ['lab-app-0:2.4-3.el8.src::lab:2.6', { name: 'lab-app', version: '0:2.4-3.el8', architecture: 'src', module: 'lab:2.6' }],
    ['lab-app', { name: 'lab-app', version: null, architecture: null, module: null }],
  ])('%s', (id, rpm) => {
    expect(rpmOf(id, null)).toEqual({ rpm });
  });
  test.each(['lab/lab-image', 'Lab Product 7', ''])('%j is none', (id) => {
    expect(rpmOf(id, null)).toEqual({ rpm: null, why: 'not-rpm' });
  });
});

test('any texts get an answer and never an exception', () => {
  const word = fc.oneof(fc.string(), fc.stringMatching(/^pkg:rpm\/[a-z%@?&=:/0-9-]{0,30}$/));
  fc.assert(fc.property(word, fc.option(word), (id, purl) => 'rpm' in rpmOf(id, purl) || 'problem' in rpmOf(id, purl)));
});
