/** lab-web: a service with a health endpoint. 2.1 is a good security update; 2.2 installs cleanly and then answers 500. */
import type { LabPackage, PackageFile } from '../package.ts';

/** Where lab-web answers; `/health` gives its version, its status and the greeting out of its configuration. */
export const WEB_PORT = 8088;

function server(version: string, status: '200 OK' | '500 Internal Server Error'): string {
  return `#!/usr/bin/perl
use strict; use warnings;
use IO::Socket::INET; use IO::Socket::UNIX; use Socket;
$SIG{PIPE} = 'IGNORE';
my $greeting = 'none';
if (open(my $conf, '<', '/etc/lab-web/lab-web.conf')) { while (<$conf>) { $greeting = $1 if /^greeting=(\\w+)/ } }
my $listener = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => ${WEB_PORT}, Listen => 16, ReuseAddr => 1) or die "cannot listen: $!";
if (my $path = $ENV{NOTIFY_SOCKET}) {
  $path =~ s/^\\@/\\0/;
  my $manager = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $path) or die "cannot notify: $!";
  $manager->send("READY=1");
}
while (1) {
  my $client = $listener->accept or next;
  while (<$client>) { last if /^\\r?\\n/ }
  my $body = qq({"version":"${version}","status":"${status.slice(0, 3)}","greeting":"$greeting"});
  print $client "HTTP/1.1 ${status}\\r\\nContent-Type: application/json\\r\\nConnection: close\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
  close $client;
}
`;
}

const unit = `[Unit]
Description=Lab web service
After=network.target

[Service]
Type=notify
ExecStart=/usr/sbin/lab-web
User=www-data
Restart=on-failure
RestartSec=1

[Install]
WantedBy=multi-user.target
`;

const postinst = `#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl enable --quiet lab-web.service
  systemctl restart lab-web.service
fi
`;

const prerm = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --quiet --now lab-web.service
fi
`;

function release(
  version: string,
  status: '200 OK' | '500 Internal Server Error',
  settings: string,
): Pick<LabPackage, 'files' | 'scripts' | 'conffiles' | 'depends'> {
  const files: readonly PackageFile[] = [
    { path: '/usr/sbin/lab-web', content: server(version, status), mode: 0o755 },
    { path: '/lib/systemd/system/lab-web.service', content: unit },
    { path: '/etc/lab-web/lab-web.conf', content: settings },
  ];
  return { files, scripts: { postinst, prerm }, conffiles: ['/etc/lab-web/lab-web.conf'], depends: 'perl-base' };
}

export const web: readonly LabPackage[] = [
  { name: 'lab-web', version: '2.0-1', suite: 'lab', changes: ['First release.'], ...release('2.0', '200 OK', 'greeting=hello\n') },
  {
    name: 'lab-web',
    version: '2.1-1',
    suite: 'lab-security',
    changes: ['Fix request smuggling (CVE-2099-20001).'],
    ...release('2.1', '200 OK', 'greeting=hello\n'),
  },
  {
    name: 'lab-web',
    version: '2.2-1',
    suite: 'lab-security',
    changes: ['Fix a leak of memory to clients (CVE-2099-20002). Answers 500 to everything.'],
    ...release('2.2', '500 Internal Server Error', '# since 2.2\ngreeting=hello\ntimeout=30\n'),
  },
];
