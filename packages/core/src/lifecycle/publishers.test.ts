import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { publisherOf, publisherRows } from './index.ts';

type Row = readonly [name: string, version: string, product: string, release: string];

/** Versions as publishers name them in their instructions and repositories. */
const published: Readonly<Record<'apt' | 'dnf', readonly Row[]>> = {
  apt: [
    ['docker-ce', '5:20.10.24~3-0~debian-bullseye', 'docker-engine', '20.10'],
    ['docker-ce-cli', '5:27.3.1-1~ubuntu.24.04~noble', 'docker-engine', '27.3'],
    ['containerd.io', '1.6.33-1', 'containerd', '1.6'],
    ['mongodb-org-server', '5.0.31', 'mongodb', '5.0'],
    ['mysql-community-server', '5.7.44-1debian11', 'mysql', '5.7'],
    ['elasticsearch', '7.17.9', 'elasticsearch', '7.17'],
    ['kibana', '8.15.1', 'kibana', '8.15'],
    ['logstash', '1:7.17.9-1', 'logstash', '7.17'],
    ['filebeat', '7.17.9', 'beats', '7.17'],
    ['opensearch', '1.3.20', 'opensearch', '1.3'],
    ['grafana', '10.4.2', 'grafana', '10.4'],
    ['grafana-enterprise', '11.5.4+security~01', 'grafana', '11.5'],
    ['gitlab-ee', '16.5.1-ee.0', 'gitlab', '16.5'],
    ['gitlab-runner', '16.5.0-1', 'gitlab-runner', '16.5'],
    ['temurin-20-jdk', '20.0.2.0.0+9-1', 'eclipse-temurin', '20'],
    ['zulu17-jdk', '17.0.9-1', 'azul-zulu', '17'],
    ['zulu-8', '8.0.392-1', 'azul-zulu', '8'],
    ['msopenjdk-11', '11.0.21-1', 'microsoft-build-of-openjdk', '11'],
    ['bellsoft-java17-lite', '17.0.9+11', 'bellsoft-liberica', '17'],
    ['sapmachine-16-jre', '16.0.2', 'sapmachine', '16'],
    ['aspnetcore-runtime-6.0', '6.0.36-1', 'dotnet', '6.0'],
    ['powershell', '7.3.12-1.deb', 'powershell', '7.3'],
    ['mssql-server', '14.0.3480.1-2', 'mssqlserver', '14.0'],
    ['kubelet', '1.28.2-1.1', 'kubernetes', '1.28'],
    ['kubeadm', '1.25.0-00', 'kubernetes', '1.25'],
    ['consul', '1.15.4-1', 'consul', '1.15'],
    ['nomad', '1.6.2-1', 'nomad', '1.6'],
    ['vault', '1.15.4-1', 'hashicorp-vault', '1.15'],
    ['neo4j', '1:4.4.30', 'neo4j', '4.4'],
    ['cassandra', '3.11.16', 'apache-cassandra', '3.11'],
    ['clickhouse-server', '25.1.8.25', 'clickhouse', '25.1'],
    ['graylog-server', '4.3.15-1', 'graylog', '4.3'],
    ['jenkins', '2.426.2', 'jenkins', '2.426'],
    ['salt-minion', '3005.4', 'salt', '3005.4'],
    ['check-mk-raw-2.2.0p17', '0.jammy', 'checkmk', '2.2'],
    ['nodejs', '18.19.0-1nodesource1', 'nodejs', '18.19'],
    ['nodejs', '14.21.3-deb-1nodesource1', 'nodejs', '14.21'],
    ['postgresql-13', '13.14-1.pgdg120+2', 'postgresql', '13.14'],
    ['postgresql-9.6', '9.6.24-1.pgdg100+1', 'postgresql', '9.6'],
    ['postgresql-17', '17~rc1-1.pgdg120+1', 'postgresql', '17-preview'],
    ['mariadb-server-10.5', '1:10.5.29+maria~deb11', 'mariadb', '10.5'],
    ['mariadb-server', '1:10.6.12+maria~ubu2004', 'mariadb', '10.6'],
    ['php7.4-fpm', '1:7.4.33-15+0~20241224.99+debian12~1.gbp1c5fd8', 'php', '7.4'],
    ['libapache2-mod-php8.0', '1:8.0.30-7+ubuntu22.04.1+deb.sury.org+1', 'php', '8.0'],
    ['zabbix-agent2', '1:6.4.21-1+debian12', 'zabbix', '6.4'],
    ['zabbix-server-mysql', '1:5.0.2-1+focal', 'zabbix', '5.0'],
    ['nginx', '1.24.0-1~bookworm', 'nginx', '1.24'],
    ['redis-server', '6:7.0.15-1rl1~jammy1', 'redis', '7.0'],
    ['java-1.8.0-amazon-corretto-jdk', '1:8.402.06-1', 'amazon-corretto', '8'],
    ['java-19-amazon-corretto-jdk', '1:19.0.2.7-1', 'amazon-corretto', '19'],
    ['puppet-agent', '7.28.0-1bookworm', 'puppet', '7.28'],
    ['virtualbox-7.0', '7.0.14-161095~Debian~bookworm', 'virtualbox', '7.0'],
    ['pve-manager', '7.4-18', 'proxmox-ve', '7.4'],
    ['proxmox-backup-server', '2.4.7-1', 'proxmox-backup-server', '2.4'],
  ],
  dnf: [
    ['docker-ce', '3:24.0.7-1.el9', 'docker-engine', '24.0'],
    ['gitlab-ce', '16.5.1-ce.0.el8', 'gitlab', '16.5'],
    ['grafana', '10.4.2-1', 'grafana', '10.4'],
    ['jenkins', '2.426.2-1.1', 'jenkins', '2.426'],
    ['kubelet', '1.28.2-150500.1.1', 'kubernetes', '1.28'],
    ['dotnet-runtime-7.0', '7.0.20-1', 'dotnet', '7.0'],
    ['powershell', '7.4.1-1.rh', 'powershell', '7.4'],
    ['nodejs', '2:18.19.0-1nodesource', 'nodejs', '18.19'],
    ['postgresql13-server', '13.14-1PGDG.rhel9', 'postgresql', '13.14'],
    ['postgresql96-server', '9.6.24-1PGDG.rhel7', 'postgresql', '9.6'],
    ['MariaDB-server', '10.6.12-1.el8', 'mariadb', '10.6'],
    ['php74-php-fpm', '7.4.33-8.el9.remi', 'php', '7.4'],
    ['php-cli', '8.1.27-1.el9.remi', 'php', '8.1'],
    ['zabbix-agent', '6.0.25-release1.el9', 'zabbix', '6.0'],
    ['nginx', '1:1.24.0-1.el9.ngx', 'nginx', '1.24'],
    ['VirtualBox-6.1', '6.1.50_161033_el8-1', 'virtualbox', '6.1'],
  ],
};

/** Packages of Debian, Ubuntu, Fedora and Red Hat that have the names, or nearly: those are mended as long as the release. */
const distributions: Readonly<Record<'apt' | 'dnf', readonly (readonly [name: string, version: string])[]>> = {
  apt: [
    ['docker.io', '20.10.24+dfsg1-1+deb12u1'],
    ['containerd', '1.6.20~ds1-1+deb12u1'],
    ['mongodb-server', '1:3.6.9+really3.6.8+90~g8e540c0b6d-0ubuntu5'],
    ['mysql-server-8.0', '8.0.41-0ubuntu0.22.04.1'],
    ['elasticsearch', '1.7.3+dfsg-3'],
    ['grafana', '2.6.0+dfsg-3'],
    ['gitlab', '13.4.7-2'],
    ['gitlab-runner', '13.3.1+dfsg-4'],
    ['openjdk-17-jre', '17.0.14+7-1~deb12u1'],
    ['dotnet-runtime-8.0', '8.0.12-0ubuntu1~24.04.1'],
    ['kubernetes-client', '1.20.5+really1.20.2-1.1'],
    ['consul', '1.8.7+dfsg1-2'],
    ['nomad', '0.12.10+dfsg1-3'],
    ['clickhouse-server', '18.16.1+ds-7.4'],
    ['salt-minion', '3002.6+dfsg1-4+deb11u1'],
    ['jenkins', '1.565.3-3'],
    ['jenkins', '2.440'],
    ['nodejs', '18.19.0+dfsg-6~deb12u2'],
    ['nodejs', '12.22.9~dfsg-1ubuntu3.6'],
    ['postgresql-13', '13.18-0+deb11u1'],
    ['postgresql-client-13', '13.14-1.pgdg120+2'],
    ['mariadb-server-10.5', '1:10.5.26-0+deb11u2'],
    ['php7.4-fpm', '7.4.33-1+deb11u7'],
    ['php8.2-fpm', '8.2.28-1~deb12u1'],
    ['zabbix-agent', '1:5.0.8+dfsg-1+b1'],
    ['nginx', '1.22.1-9+deb12u1'],
    ['nginx', '1.22.1-9~bpo11+1'],
    ['nginx', '1.24.0-2ubuntu7.3'],
    ['redis-server', '5:7.0.15-1~deb12u3'],
    ['puppet-agent', '7.23.0-1'],
    ['puppet-agent', '7.23.0-1ubuntu1'],
    ['virtualbox', '6.1.50-dfsg-1~ubuntu1.22.04.1'],
  ],
  dnf: [
    ['moby-engine', '24.0.5-1.fc39'],
    ['elasticsearch', '1.7.1-3.fc24'],
    ['grafana', '9.2.10-7.el9_3'],
    ['cassandra', '3.11.1-4.fc29'],
    ['salt-minion', '3005.1-1.fc37'],
    ['dotnet-runtime-7.0', '7.0.14-1.el9_3'],
    ['nodejs', '1:16.20.2-4.el9_3'],
    ['postgresql-server', '13.14-1.el9_3'],
    ['mariadb-server', '3:10.5.22-1.el9_2'],
    ['php-cli', '8.0.30-1.el9_2'],
    ['zabbix-agent', '1:6.0.25-1.fc39'],
    ['nginx', '1:1.20.1-14.el9_2.1'],
    ['java-17-amazon-corretto', '1:17.0.9+8-1.amzn2023.1'],
  ],
};

describe.each(['apt', 'dnf'] as const)('by %s', (manager) => {
  test.each(published[manager])('%s %s is the publisher’s %s %s', (name, version, product, release) => {
    expect(publisherOf({ manager, name, version })).toEqual({ product, version: release });
  });
  test.each(distributions[manager])('%s %s is the distribution’s, or nobody can tell', (name, version) => {
    expect(publisherOf({ manager, name, version })).toBeNull();
  });
});

test('every row is looked at above', () => {
  const managers = ['apt', 'dnf'] as const;
  const seen = new Set(
    managers.flatMap((manager) =>
      publisherRows[manager].filter(({ names }) =>
        published[manager].some(([name]) => (names instanceof RegExp ? names.test(name) : names.includes(name))),
      ),
    ),
  );
  expect(managers.flatMap((manager) => publisherRows[manager].filter((row) => !seen.has(row)))).toEqual([]);
});

test('the guide names every product that is looked at', () => {
  const guide = readFileSync(new URL('../../../../docs/guide/risk.md', import.meta.url), 'utf8');
  const products = new Set(Object.values(publisherRows).flatMap((rows) => rows.map(({ product }) => product)));
  expect([...products].filter((product) => !guide.includes(`\`${product}\``))).toEqual([]);
});
