import { describe, expect, test } from 'vitest';
import { findFramework, frameworks } from './index.ts';

test.each([
  ['pci-dss-4.0.1', 'pci-dss-4.0.1'],
  ['PCI DSS 4.0.1', 'pci-dss-4.0.1'],
  ['PCI DSS v4.0.1', 'pci-dss-4.0.1'],
  ['pci_dss_v4.0.1', 'pci-dss-4.0.1'],
  ['PCI-DSS', 'pci-dss-4.0.1'],
  ['PCI DSS 4.0', 'pci-dss-4.0'],
  ['cyber-essentials-3.3', 'cyber-essentials-3.3'],
  ['UK Cyber Essentials v3.3', 'cyber-essentials-3.3'],
  ['essential-eight-ml1', 'essential-eight-ml1'],
  ['Essential Eight ML2', 'essential-eight-ml2'],
  ['Essential Eight Maturity Level 3', 'essential-eight-ml3'],
  ['E8 ML1', 'essential-eight-ml1'],
  ['e8-ml3', 'essential-eight-ml3'],
  ['Essential 8 ML2', 'essential-eight-ml2'],
  ['bod-26-04', 'bod-26-04'],
  ['CISA BOD 26-04', 'bod-26-04'],
  ['BOD2204', null],
  ['bod 22-01', 'bod-22-01'],
  ['cis-8.1', 'cis-8.1'],
  ['CIS Controls v8.1', 'cis-8.1'],
  ['NIS2', 'nis2'],
  ['DORA', 'dora'],
  ['HIPAA', 'hipaa'],
  ['hipaa-proposed', 'hipaa-proposed'],
  ['HIPAA NPRM', 'hipaa-proposed'],
  ['SOC 2', 'soc-2'],
  ['ISO 27001', 'iso-27001'],
  ['ISO/IEC 27001:2022', 'iso-27001'],
  ['GDPR', 'gdpr-32'],
  ['SLA', 'sla'],
  ['Essential Eight', null],
  ['essential-eight-ml4', null],
  ['cisa', null],
  ['', null],
])('%j is %s', (text, id) => {
  expect(findFramework(text)?.id ?? null).toBe(id);
});

describe('every framework', () => {
  test('has a name of its own in every spelling', () => {
    for (const framework of frameworks)
      for (const name of [framework.id, framework.title, ...framework.aliases])
        expect([name, findFramework(name)?.id]).toEqual([name, framework.id]);
  });

  test.each(frameworks.map((framework) => [framework.id, framework] as const))('%s is data: it survives being stored', (_id, framework) => {
    expect(JSON.parse(JSON.stringify(framework))).toEqual(framework);
    for (const rule of framework.rules) {
      expect(rule.said).toMatch(/\.$/);
      expect([rule.clause, rule.textVersion, rule.clock.of.length].every(Boolean)).toBe(true);
    }
  });

  test('what nobody checked against its text says so', () => {
    const unconfirmed = frameworks.flatMap(({ id, rules }) =>
      rules.flatMap(({ clause, confirmed }) => (confirmed ? [] : [`${id} ${clause}`])),
    );
    expect(unconfirmed).toEqual([
      'bod-22-01 six months',
      'bod-22-01 two weeks',
      'cis-8.1 7.4',
      'cis-8.1 7.7',
      'hipaa 164.308(a)(1)(ii)(A)-(B), (a)(5)(ii)(B), (a)(8)',
      'hipaa-proposed patch management, proposed',
      'hipaa-proposed patch management, proposed',
      'gdpr-32 art. 32',
    ]);
  });
});
