/** Reads the words of makers, feeds and people; `null` is a word that is not known here. */
import type { Severity } from './cvss/index.ts';
import type { DeviceRole, DeviceTier, Exploitation, Exposure, SoftwareClass, TechnicalImpact } from './types.ts';

/** Severity words: CVSS's own, Microsoft's and Red Hat's (important, moderate), Ubuntu's (negligible). */
export function readSeverity(text: string): Severity | null {
  return find(text, {
    critical: 'critical urgent emergency',
    high: 'high important severe',
    medium: 'medium moderate',
    low: 'low minor negligible unimportant',
    none: 'none informational',
  });
}

/** `public poc` is how SSVC writes what CISA publishes as `poc`. */
export function readExploitation(text: string): Exploitation | null {
  return find(text, { none: 'none no', poc: 'poc publicpoc proofofconcept', active: 'active yes exploited attacked' });
}

/** Yes or no, as words or truth values. */
export function readYesNo(value: string | boolean): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = find(value, { yes: 'yes y true', no: 'no n false' });
  return word === null ? null : word === 'yes';
}

export function readTechnicalImpact(text: string): TechnicalImpact | null {
  return find(text, { partial: 'partial', total: 'total' });
}

/** Device tiers by number, most critical first, or by word. */
export function readTier(value: number | string): DeviceTier | null {
  return find(String(value), {
    'mission-critical': '1 tier1 missioncritical critical',
    important: '2 tier2 important',
    standard: '3 tier3 standard normal',
    low: '4 tier4 low',
  });
}

export function readExposure(value: string | boolean): Exposure | null {
  if (typeof value === 'boolean') return value ? 'internet' : 'internal';
  return find(value, {
    internet: 'internet internetfacing public publiclyexposed exposed external yes true open',
    internal: 'internal no false private notexposed controlled',
    isolated: 'isolated airgapped none small',
  });
}

export function readRole(text: string): DeviceRole | null {
  return find(text, {
    server: 'server vm virtualmachine',
    workstation: 'workstation client desktop laptop notebook pc',
    'network-device': 'networkdevice network appliance networkappliance edgeappliance firewall router switch gateway vpn loadbalancer',
  });
}

export function readSoftwareClass(text: string): SoftwareClass | null {
  return find(text, {
    'online-service': 'onlineservice onlineservices internetservice service webserver webservice',
    office: 'office officesuite officesuites officeproductivity officeclass',
    browser: 'browser webbrowser browserextension extension',
    email: 'email emailclient mail mailclient',
    pdf: 'pdf pdfreader pdfsoftware',
    security: 'security securityproduct securityproducts antivirus edr',
    other: 'other application app otherapplication otherapplications otherapps',
    os: 'os operatingsystem kernel system',
    driver: 'driver drivers',
    firmware: 'firmware bios uefi',
  });
}

function find<Word extends string>(text: string, spellings: Readonly<Record<Word, string>>): Word | null {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (plain === '') return null;
  for (const word in spellings) if (spellings[word].split(' ').includes(plain)) return word;
  return null;
}
