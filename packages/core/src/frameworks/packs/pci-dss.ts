/** PCI DSS 4.0 and 4.0.1 (https://www.pcisecuritystandards.org/document_library/). */
import { always, not, released, severityFrom } from '../conditions.ts';
import { months } from '../durations.ts';
import type { Duty, Framework, When } from '../types.ts';

const duties: readonly Duty[] = [
  {
    clause: '6.3.1',
    confirmed: true,
    when: always,
    every: null,
    said: 'Rank vulnerabilities by risk with a documented method; it names at least critical and high ones.',
  },
  {
    clause: '6.5.1',
    confirmed: false,
    when: always,
    every: null,
    said: 'Changes are approved and tested, and there is a way back to a secure state.',
  },
  {
    clause: '11.3.1',
    confirmed: true,
    when: always,
    every: months(3),
    said: 'Scan inside, resolve what is high or critical, and scan again.',
  },
  { clause: '11.3.2', confirmed: true, when: always, every: months(3), said: 'An approved vendor scans from outside.' },
];

/** 4.0.1 took high-ranked vulnerabilities out of the month that 4.0 gave both. */
export const pciDss401 = pack('pci-dss-4.0.1', '4.0.1', ['pci', 'pci-dss', 'pci-dss-v4'], severityFrom('critical'), 'critical');
export const pciDss40 = pack('pci-dss-4.0', '4.0', ['pci-4.0'], severityFrom('high'), 'critical or high');

function pack(id: string, version: string, aliases: readonly string[], when: When, words: string): Framework {
  const rule = { clause: '6.3.3', textVersion: `PCI DSS ${version}`, confirmed: true, clock: released };
  return {
    id,
    version,
    title: `PCI DSS ${version}`,
    aliases,
    scopeText: 'Every system component that stores, processes or transmits card data, or that can affect its security.',
    covers: 'vulnerabilities',
    rules: [
      {
        ...rule,
        when,
        duration: months(1),
        own: false,
        said: `Fixes of ${words} vulnerabilities are installed within one month of their release.`,
      },
      {
        ...rule,
        when: not(when),
        duration: null,
        own: true,
        said: 'Other fixes are installed in the time that the entity’s own risk analysis sets.',
      },
    ],
    duties,
  };
}
