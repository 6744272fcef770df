import { describe, expect, it } from 'vitest';
import { knownTools, parseOutput } from './index.ts';

const aptList = 'Listing...\nlab-app/stable 1.1-1 amd64 [upgradable from: 1.0-1]\n';
const dpkgList = 'ii  lab-app 1.0-1 amd64 an application\n';
const dpkgQuery = 'lab-app\t1.0-1\tamd64\tlab-app\t1.0-1\tinstalled\n';
const dnfCheck = 'lab-app.x86_64  1.1-1.el9  baseos\n';

describe('parseOutput', () => {
  it.each([
    ['apt-list-upgradable', aptList, 'apt-list-upgradable'],
    ['apt list --upgradable', aptList, 'apt-list-upgradable'],
    ['apt', aptList, 'apt-list-upgradable'],
    ['dpkg', dpkgQuery, 'dpkg-query-W'],
    ['dpkg', dpkgList, 'dpkg-l'],
    ['dpkg -l', dpkgList, 'dpkg-l'],
    ['dpkg-query-W.tsv', dpkgQuery, 'dpkg-query-W'],
    ['/var/lib/dpkg/status', 'Package: lab-app\nStatus: install ok installed\nVersion: 1.0-1\nArchitecture: all\n', 'dpkg-status'],
    ['dnf check-update', dnfCheck, 'dnf-check-update'],
    ['yum check-update', dnfCheck, 'dnf-check-update'],
    ['rpm', 'lab-app 0 1.0 1.el9 x86_64\n', 'rpm-qa-qf'],
    ['rpm', 'lab-app-1.0-1.el9.x86_64\n', 'rpm-qa'],
  ])('reads what is named %s', (tool, text, reader) => {
    expect(parseOutput(tool, text)).toMatchObject({ tool: reader, unread: [] });
    expect(parseOutput(tool, text)?.rows).toHaveLength(1);
    expect(parseOutput(tool, text)?.rows[0]).toMatchObject({ name: 'lab-app' });
  });

  it('gives the fields of os-release by their keys too', () => {
    expect(parseOutput('/etc/os-release', 'ID=lab\nVERSION_ID="9"\n')).toMatchObject({ more: { fields: { ID: 'lab', VERSION_ID: '9' } } });
  });

  it.each(['emerge', '', 'constructor', '__proto__'])('has no reader of the name %j', (tool) => {
    expect(parseOutput(tool, '')).toBeNull();
  });

  it('takes every name that it tells', () => {
    expect(knownTools.filter((tool) => parseOutput(tool, '') === null)).toEqual([]);
  });
});
