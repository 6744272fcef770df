/** What stands beside the packages in an rpm repository: advisories (updateinfo.xml) and modules (modulemd, version 2). */

export type TestAdvisory = {
  readonly id: string;
  readonly type: 'security' | 'bugfix' | 'enhancement';
  readonly severity?: string;
  readonly cves?: readonly string[];
  readonly restart?: boolean;
  readonly packages: readonly { readonly name: string; readonly version: string; readonly architecture?: string }[];
};

export function updateinfoText(advisories: readonly TestAdvisory[]): string {
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<updates>', ...advisories.map(advisoryText), '</updates>', ''].join('\n');
}

function advisoryText(one: TestAdvisory): string {
  const references = (one.cves ?? []).map((cve) => `<reference href="https://example.test/${cve}" id="${cve}" type="cve" title="${cve}"/>`);
  const packages = one.packages.map(({ name, version, architecture = 'noarch' }) => {
    const [, epoch = '0', text = '', release = ''] = /^(?:(\d+):)?([^-]+)-([^-]+)$/.exec(version) ?? [];
    const restart = one.restart === true ? '<reboot_suggested>True</reboot_suggested>' : '';
    return `<package name="${name}" epoch="${epoch}" version="${text}" release="${release}" arch="${architecture}" src="${name}-${text}-${release}.src.rpm"><filename>${name}-${text}-${release}.${architecture}.rpm</filename>${restart}</package>`;
  });
  return [
    `<update from="lab@example.test" status="stable" type="${one.type}" version="1"><id>${one.id}</id><title>${one.id}</title>`,
    `<severity>${one.severity ?? 'None'}</severity><issued date="2026-01-02 00:00:00"/><updated date="2026-01-02 00:00:00"/><release>Lab</release><description>d</description>`,
    `<references>${references.join('')}</references>`,
    `<pkglist><collection short="lab"><name>lab</name>${packages.join('')}</collection></pkglist></update>`,
  ].join('\n');
}

type Labelled = { readonly name: string; readonly version: string; readonly architecture?: string; readonly module?: string };

/** One document a stream; '' where no package belongs to one. */
export function modulesText(packages: readonly Labelled[]): string {
  const byLabel = Map.groupBy(
    packages.filter((one) => one.module !== undefined),
    (one) => one.module ?? '',
  );
  return [...byLabel].map(([label, members]) => moduleText(label, members)).join('');
}

function moduleText(label: string, members: readonly Labelled[]): string {
  const [name = '', stream = '', version = '', context = ''] = label.split(':');
  const artifacts = members.map((one) => {
    const withEpoch = /^\d+:/.test(one.version) ? one.version : `0:${one.version}`;
    return `    - ${one.name}-${withEpoch}.${one.architecture ?? 'noarch'}\n`;
  });
  return `---
document: modulemd
version: 2
data:
  name: ${name}
  stream: "${stream}"
  version: ${version}
  context: ${context}
  arch: x86_64
  summary: test module
  description: test module
  license:
    module:
    - MIT
  dependencies:
  - {}
  artifacts:
    rpms:
${artifacts.join('')}...
`;
}
