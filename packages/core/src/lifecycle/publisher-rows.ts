/**
 * What software can be seen to come from its publisher, not from the distribution: by a name that no distribution uses for its packages, or by a mark of the
 * publisher in the version. Names and versions as the publisher's own instructions for apt and dnf, and its repositories, have them; each is named beside its rows.
 *
 * A distribution mends its own packages as long as its release, whatever upstream ends. So a row that could take a distribution's package for the publisher's is not
 * here: RabbitMQ, HAProxy, Varnish and Icinga number theirs as Debian does; OpenJDK of Amazon is Amazon Linux's own.
 */
import type { ManagerId } from '../inventory/index.ts';

export type PublisherRow = {
  /** The product by the names of the feed of life cycles. */
  readonly product: string;
  /** Names of packages: whole, or a pattern, in which the group `cycle` is the version of the product where it stands in the name. */
  readonly names: readonly string[] | RegExp;
  /** The publisher's mark in `[epoch:]version[-revision]`; what has it not is left to the distribution. Left out: the names alone tell. */
  readonly mark?: RegExp;
};

/** Packed by the publisher's own tools: no `+dfsg` or `ubuntu1`, no dist tag such as `.fc40`. Digits, and a revision of one number or none. */
const plain = /^(?:\d+:)?\d+(?:\.\d+)+(?:-\d+)?$/;

/** Names that both packers use. */
const everywhere: readonly PublisherRow[] = [
  // docs.docker.com/engine/install: Debian has docker.io, Fedora moby-engine.
  { product: 'docker-engine', names: ['docker-ce', 'docker-ce-cli', 'docker-ce-rootless-extras'] },
  { product: 'containerd', names: ['containerd.io'] },
  // mongodb.com/docs/manual/administration/install-on-linux: Debian had mongodb-server.
  { product: 'mongodb', names: ['mongodb-org-server', 'mongodb-org-mongos', 'mongodb-enterprise-server', 'mongodb-enterprise-mongos'] },
  // dev.mysql.com/doc/refman: Debian has mysql-server, Fedora community-mysql.
  { product: 'mysql', names: ['mysql-community-server', 'mysql-community-server-core'] },
  // elastic.co/guide: Debian had an elasticsearch of its own, with +dfsg.
  { product: 'elasticsearch', names: ['elasticsearch'], mark: plain },
  { product: 'kibana', names: ['kibana'], mark: plain },
  { product: 'logstash', names: ['logstash'], mark: plain },
  { product: 'beats', names: ['auditbeat', 'filebeat', 'heartbeat-elastic', 'metricbeat', 'packetbeat'], mark: plain },
  // docs.opensearch.org/latest/install-and-configure
  { product: 'opensearch', names: ['opensearch'], mark: plain },
  // grafana.com/docs/grafana/latest/setup-grafana/installation: Fedora and Red Hat have a grafana of their own, with a dist tag.
  { product: 'grafana', names: ['grafana', 'grafana-enterprise'], mark: /^\d+(?:\.\d+)+(?:[+~]security[-~.]\d+)?(?:-\d+)?$/ },
  // docs.gitlab.com/install/package: Debian had gitlab, and a gitlab-runner with +dfsg.
  { product: 'gitlab', names: ['gitlab-ce', 'gitlab-ee'] },
  { product: 'gitlab-runner', names: ['gitlab-runner'], mark: plain },
  // adoptium.net/installation/linux
  { product: 'eclipse-temurin', names: /^temurin-(?<cycle>\d+)-(?:jdk|jre)$/ },
  // docs.azul.com/core/install: zulu17-jdk, before that zulu-17 and zulu17-ca-jdk
  { product: 'azul-zulu', names: /^zulu-?(?<cycle>\d+)(?:-ca)?(?:-(?:jdk|jre))?(?:-headless)?$/ },
  // learn.microsoft.com/java/openjdk/install
  { product: 'microsoft-build-of-openjdk', names: /^msopenjdk-(?<cycle>\d+)$/ },
  // bell-sw.com/pages/repositories
  { product: 'bellsoft-liberica', names: /^bellsoft-java(?<cycle>\d+)(?:-(?:full|lite|runtime|runtime-full))?$/ },
  // github.com/SAP/SapMachine/wiki/Installation
  { product: 'sapmachine', names: /^sapmachine-(?<cycle>\d+)-(?:jdk|jre)$/ },
  // learn.microsoft.com/dotnet/core/install: Ubuntu and Red Hat have the same names, with `ubuntu` or a dist tag in the version.
  { product: 'dotnet', names: /^(?:dotnet-runtime|dotnet-sdk|aspnetcore-runtime)-(?<cycle>\d+\.\d+)$/, mark: plain },
  // learn.microsoft.com/powershell/scripting/install: 7.4.1-1.deb, 7.4.1-1.rh
  { product: 'powershell', names: ['powershell'], mark: /-\d+\.(?:deb|rh)$/ },
  // learn.microsoft.com/sql/linux/sql-server-linux-setup
  { product: 'mssqlserver', names: ['mssql-server'] },
  // kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm; Fedora has kubernetes1.29-kubeadm.
  { product: 'kubernetes', names: ['kubelet', 'kubeadm'], mark: /^\d+(?:\.\d+){2}-(?:\d+|\d+(?:\.\d+)+)$/ },
  // developer.hashicorp.com/…/install: Debian had a consul and a nomad, with +dfsg.
  { product: 'consul', names: ['consul'], mark: plain },
  { product: 'nomad', names: ['nomad'], mark: plain },
  { product: 'hashicorp-vault', names: ['vault'], mark: plain },
  // neo4j.com/docs/operations-manual/current/installation/linux
  { product: 'neo4j', names: ['neo4j', 'neo4j-enterprise'], mark: plain },
  // cassandra.apache.org/doc/latest/cassandra/installing: Fedora had one with its dist tag.
  { product: 'apache-cassandra', names: ['cassandra'], mark: plain },
  // clickhouse.com/docs/install: four numbers; Debian's has +ds.
  { product: 'clickhouse', names: ['clickhouse-server'], mark: /^\d+(?:\.\d+){3}(?:-\d+)?$/ },
  // go2docs.graylog.org
  { product: 'graylog', names: ['graylog-server', 'graylog-enterprise'] },
  // jenkins.io/doc/book/installing/linux: three numbers are the long-term line; the weekly one has two and no support to end. Debian had 1.
  { product: 'jenkins', names: ['jenkins'], mark: /^2(?:\.\d+){2}(?:-\d+(?:\.\d+)?)?$/ },
  // docs.saltproject.io/salt/install-guide: years and fours of digits; distributions have +ds or a dist tag.
  { product: 'salt', names: ['salt-master', 'salt-minion'], mark: plain },
  // docs.checkmk.com/latest/en/install_packages.html: the name has the version, so that several stand beside each other.
  { product: 'checkmk', names: /^check-mk-(?:cloud|community|enterprise|free|managed|pro|raw|ultimate)-(?<cycle>\d+\.\d+)\.\d+/ },
];

/** Packages for Debian, Ubuntu and what derives from them. */
const deb: readonly PublisherRow[] = [
  // github.com/nodesource/distributions: 18.19.0-1nodesource1, before that 14.21.3-deb-1nodesource1
  { product: 'nodejs', names: ['nodejs'], mark: /nodesource\d*$/ },
  // wiki.postgresql.org/wiki/Apt: 13.14-1.pgdg120+2
  { product: 'postgresql', names: /^postgresql-\d+(?:\.\d+)?$/, mark: /\.pgdg\d/ },
  // mariadb.com/kb/en/installing-mariadb-deb-files: 1:10.6.12+maria~ubu2004
  { product: 'mariadb', names: /^mariadb-server(?:-core)?(?:-\d+\.\d+)?$/, mark: /\+maria~/ },
  // deb.sury.org, and its author's archive for Ubuntu: 8.1.27-1+0~20231221.46+debian12~1.gbpc4c4ac, 8.1.27-1+ubuntu22.04.1+deb.sury.org+1
  {
    product: 'php',
    names: /^(?:php\d\.\d-(?:cgi|cli|common|fpm)|libapache2-mod-php\d\.\d)$/,
    mark: /\+deb\.sury\.org\+|\+0~\d{8}\.\d+\+debian/,
  },
  // zabbix.com/download: 1:6.0.25-1+debian12, before that with the name of the release. Debian's have +dfsg.
  {
    product: 'zabbix',
    names: /^zabbix-(?:agent2?|frontend-php|java-gateway|proxy-(?:mysql|pgsql|sqlite3)|server-(?:mysql|pgsql)|web-service)$/,
    mark: /^1:\d+(?:\.\d+)+-\d+\+(?:(?:debian|raspbian|ubuntu)[\d.]+|stretch|buster|bullseye|trusty|xenial|bionic|focal|jammy)$/,
  },
  // nginx.org/en/linux_packages.html: 1.24.0-1~bookworm; a backport of Debian has ~bpo12+1.
  { product: 'nginx', names: ['nginx'], mark: /^\d+(?:\.\d+){2}-\d+~[a-z]+$/ },
  // redis.io/docs/latest/operate/oss_and_stack/install: 6:7.2.4-1rl1~bookworm1
  { product: 'redis', names: ['redis-server'], mark: /-\d+rl\d+~/ },
  // docs.aws.amazon.com/corretto: java-17-amazon-corretto-jdk, java-1.8.0-amazon-corretto-jdk
  { product: 'amazon-corretto', names: /^java-(?:1\.)?(?<cycle>\d+)(?:\.0)?-amazon-corretto-jdk$/ },
  // help.puppet.com: 7.28.0-1bookworm; Debian's has no name of a release.
  {
    product: 'puppet',
    names: ['puppet-agent'],
    mark: /^\d+(?:\.\d+){2}-\d+(?:stretch|buster|bullseye|bookworm|trixie|xenial|bionic|focal|jammy|noble)$/,
  },
  // virtualbox.org/wiki/Linux_Downloads: Debian's is called virtualbox.
  { product: 'virtualbox', names: /^virtualbox-(?<cycle>\d+\.\d+)$/ },
  // pve.proxmox.com/wiki/Package_Repositories: such a device calls itself Debian.
  { product: 'proxmox-ve', names: ['pve-manager'] },
  { product: 'proxmox-backup-server', names: ['proxmox-backup-server'] },
];

/** Packages for Fedora, Red Hat and what derives from them. */
const rpm: readonly PublisherRow[] = [
  // github.com/nodesource/distributions: 2:18.19.0-1nodesource
  { product: 'nodejs', names: ['nodejs'], mark: /nodesource\d*$/ },
  // yum.postgresql.org: postgresql13-server 13.14-1PGDG.rhel9
  { product: 'postgresql', names: /^postgresql\d+-server$/, mark: /PGDG/ },
  // mariadb.com/kb/en/yum: capital letters; distributions have mariadb-server.
  { product: 'mariadb', names: ['MariaDB-server'] },
  // rpms.remirepo.net: php74-php-fpm and php-fpm, 7.4.33-8.el9.remi
  { product: 'php', names: /^(?:php\d{2}-)?php-(?:cli|common|fpm)$/, mark: /\.remi(?:\.|$)/ },
  // zabbix.com/download: 6.0.25-release1.el9; Fedora's has no such word.
  {
    product: 'zabbix',
    names: /^zabbix-(?:agent2?|java-gateway|proxy-(?:mysql|pgsql|sqlite3)|server-(?:mysql|pgsql)|web|web-service)$/,
    mark: /-release\d+\./,
  },
  // nginx.org/en/linux_packages.html: 1:1.24.0-1.el9.ngx
  { product: 'nginx', names: ['nginx'], mark: /\.ngx$/ },
  // virtualbox.org/wiki/Linux_Downloads
  { product: 'virtualbox', names: /^VirtualBox-(?<cycle>\d+\.\d+)$/ },
];

export const publisherRows: Readonly<Record<ManagerId, readonly PublisherRow[]>> = {
  apt: [...everywhere, ...deb],
  dnf: [...everywhere, ...rpm],
};
