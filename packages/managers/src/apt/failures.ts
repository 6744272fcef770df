/**
 * The failure table: what apt and dpkg print → cause, whether to try again, next step. Data only; `translate.ts` reads it.
 *
 * Rows with a pattern are tried in their order on the output (stderr and stdout together), so the root cause stands before what
 * follows from it: a full disk also breaks a maintainer script. Named groups of a pattern fill `{name}` in the texts.
 * Rows without a pattern are troubles that Fettle finds by itself. Sources: apt 2.2 to 3.0 and dpkg 1.20 to 1.22, C locale.
 */
import type { FailureRow } from '../kit/index.ts';

export const failures = [
  // The device itself.
  {
    code: 'apt.no-space',
    pattern: /No space left on device|You don't have enough free space in (?<where>\S+?)\.?\s|not enough free disk space/,
    cause: 'The disk of the device is full.',
    retry: 'later',
    nextStep: 'Free space on the device (df -h shows where), then run the change again.',
  },
  {
    code: 'apt.read-only',
    pattern: /Read-only file system/,
    cause: 'The file system of the device is read-only.',
    retry: 'no',
    nextStep: 'Find out why it is mounted read-only (often a failing disk: dmesg tells) and mount it writable.',
  },
  {
    code: 'apt.no-memory',
    pattern: /Cannot allocate memory|Dynamic MMap ran out of room|virtual memory exhausted/,
    cause: 'The device has too little memory for the package manager.',
    retry: 'later',
    nextStep: 'Free memory on the device or give it swap, then run again.',
  },
  {
    code: 'apt.database-damaged',
    pattern:
      /parsing file '\/var\/lib\/dpkg\/\S+' near line|dpkg: (?:unrecoverable )?(?:fatal )?error.*(?:status database|available file)|The package cache file is corrupted/,
    cause: 'The package database of the device is damaged.',
    retry: 'no',
    nextStep: 'Restore /var/lib/dpkg/status from /var/backups on the device, then scan again.',
  },

  // Somebody else is at work.
  {
    code: 'apt.lock-held',
    pattern:
      /Could not get lock \S+?\. It is held by process (?<holder>\d+(?: \([^)]*\))?)|Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock (?:the administration directory|directory)|(?:frontend|database) lock (?:is|was) locked by another process/,
    cause: 'Another program holds the package manager’s lock{holder: (process %)}.',
    retry: 'later',
    nextStep: 'Wait until the other program has finished; if it hangs, look at it on the device.',
  },
  {
    code: 'apt.debconf-locked',
    pattern: /DbDriver "\w+": \S+ is locked by another process/,
    cause: 'Another program holds the lock of debconf.',
    retry: 'later',
    nextStep: 'Wait until the other program has finished.',
  },
  {
    code: 'apt.not-permitted',
    pattern: /\(13: Permission denied\)|are you root\?|requested operation requires superuser privilege/,
    cause: 'The user that Fettle runs as may not do this on the device.',
    retry: 'no',
    nextStep: 'Run the agent as root to let it change packages; as an ordinary user it only observes.',
  },
  {
    code: 'apt.interrupted',
    pattern: /dpkg was interrupted, you must manually run/,
    cause: 'An earlier run of dpkg was interrupted and left packages unfinished.',
    retry: 'after-repair',
    nextStep: 'Let Fettle repair the device (dpkg --configure -a), then run again.',
  },

  // Trust in the archive.
  {
    code: 'apt.key-expired',
    pattern: /EXPKEYSIG (?<key>[0-9A-F]+)|KEYEXPIRED/,
    cause: 'The key{key: %} that signs a package source has expired.',
    retry: 'no',
    nextStep: 'Install the current key of that source on the device, from its maker.',
  },
  {
    code: 'apt.bad-signature',
    pattern:
      /BADSIG|The following signatures were invalid|Clearsigned file isn't valid|At least one invalid signature was encountered|NODATA \(does the network require authentication\?\)/,
    cause: 'A package source is signed wrongly: its index is damaged or was tampered with.',
    retry: 'later',
    nextStep: 'If it stays so after an hour, compare the mirror with its origin; do not switch the signature check off.',
  },
  {
    code: 'apt.unknown-key',
    pattern: /(?:public key is not available: )?NO_PUBKEY (?<key>[0-9A-F]+)|Missing key (?<key2>[0-9A-F]+)|public key is not available/,
    cause: 'A package source is signed by a key{key: %} that the device does not have.',
    retry: 'no',
    nextStep: 'Install the key of that source on the device, from its maker, or remove the source.',
  },
  {
    code: 'apt.release-expired',
    pattern: /Release file for (?<url>\S+) is expired/,
    cause: 'The index of a package source is past its own end date: the mirror is stale.',
    retry: 'later',
    nextStep: 'Check the clock of the device and whether the mirror is still updated.',
  },
  {
    code: 'apt.release-not-yet-valid',
    pattern: /Release file for (?<url>\S+) is not valid yet/,
    cause: 'The index of a package source is dated in the future: the clock of the device is probably wrong.',
    retry: 'later',
    nextStep: 'Set the clock of the device (timedatectl).',
  },
  {
    code: 'apt.release-changed',
    pattern: /changed its '(?<what>[^']+)' value from '(?<before>[^']*)' to '(?<after>[^']*)'/,
    cause: 'A package source changed its {what} from “{before}” to “{after}” and asks for consent.',
    retry: 'no',
    nextStep:
      'If that is expected (a new release of the distribution), accept it on the device: apt-get update --allow-releaseinfo-change.',
  },
  {
    code: 'apt.unsigned-source',
    pattern: /is not signed|does not have a Release file|no longer has a Release file/,
    cause: 'A package source has no signed index, so nothing in it can be trusted.',
    retry: 'no',
    nextStep: 'Check the address of that source on the device; use a signed one.',
  },
  {
    code: 'apt.unauthenticated',
    pattern:
      /unauthenticated packages and -y was used|The following packages cannot be authenticated|Some packages could not be authenticated/,
    cause: 'A package comes from a source without a valid signature.',
    retry: 'no',
    nextStep: 'Use a signed source for it; Fettle installs nothing unauthenticated.',
  },
  {
    code: 'apt.hash-mismatch',
    pattern: /Hash Sum mismatch|Hashes of expected file|File has unexpected size|Mirror sync in progress/,
    cause: 'A downloaded file is not the one that the signed index names.',
    retry: 'later',
    nextStep: 'Mirrors are often in the middle of an update: try again. If it stays, a proxy between may deliver old files.',
  },
  {
    code: 'apt.gpgv-missing',
    pattern: /gpgv, gpgv2 or gpgv1 required for verification|Couldn't execute \S*gpgv/,
    cause: 'The device has no program to verify signatures.',
    retry: 'no',
    nextStep: 'Install gpgv (or sqv) on the device.',
  },

  // The way to the archive.
  {
    code: 'apt.name-not-resolved',
    pattern: /(?:Could not resolve|Temporary failure resolving|Something wicked happened resolving) '?(?<host>[^\s']+)'?/,
    cause: 'The device can not find the address of {host}.',
    retry: 'later',
    nextStep: 'Check the name resolution (DNS) and the network of the device.',
  },
  {
    code: 'apt.proxy-refused',
    pattern: /407 {1,2}Proxy Authentication Required|Invalid response from proxy/,
    cause: 'The proxy between the device and the package source refuses.',
    retry: 'no',
    nextStep: 'Check the proxy settings of apt on the device (apt-config dump | grep -i proxy).',
  },
  {
    code: 'apt.certificate-refused',
    pattern: /Certificate verification failed|The certificate is NOT trusted|Could not handshake|certificate chain uses/,
    cause: 'The certificate of a package source is not accepted by the device.',
    retry: 'no',
    nextStep: 'Check the clock and the ca-certificates of the device, and the certificate of the source.',
  },
  {
    code: 'apt.not-authorised',
    pattern: /40[13] {1,2}(?:Forbidden|Unauthorized|Authorization Required)/,
    cause: 'A package source refuses the device (HTTP 401 or 403).',
    retry: 'no',
    nextStep: 'Check the credentials or the subscription of that source (/etc/apt/auth.conf.d).',
  },
  {
    code: 'apt.unreachable',
    pattern:
      /Could not connect to (?<host>[^\s,]+)|Cannot initiate the connection to (?<host2>[^\s,]+)|Connection (?:refused|timed out|failed|reset)|No route to host|Network is unreachable|Unable to connect to|connection timed out|Failed to connect|50[0234] {1,2}[A-Z]/,
    cause: 'The device can not reach a package source{host: (%)}.',
    retry: 'later',
    nextStep: 'Check the network of the device and whether the source is up.',
  },
  {
    code: 'apt.not-on-archive',
    pattern: /404 {1,2}Not Found/,
    cause: 'The archive no longer has a file that the device’s lists name.',
    retry: 'later',
    nextStep: 'Refresh the lists; a newer version has probably replaced this one.',
  },

  // What was asked for.
  {
    code: 'apt.version-not-found',
    pattern:
      /Version '(?<version>[^']+)' for '(?<package>[^']+)' was not found|Unable to locate package (?<package2>\S+)|Package '(?<package3>[^']+)' has no installation candidate/,
    cause: 'No package source of the device has {package:package %}{version: in version %}.',
    retry: 'no',
    nextStep: 'Refresh the lists and plan again with what is offered now.',
  },
  {
    code: 'apt.held',
    pattern: /Held packages were changed and -y was used/,
    cause: 'A package that is pinned on the device (apt-mark hold) would change.',
    retry: 'no',
    nextStep: 'Leave it out, or lift the pin on the device (apt-mark unhold).',
  },
  {
    code: 'apt.would-remove',
    pattern:
      /Packages need to be removed but remove is disabled|Essential packages were removed and -y was used|WARNING: The following essential packages will be removed/,
    cause: 'The change would remove {packages|packages} from the device.',
    retry: 'no',
    nextStep: 'Fettle removes nothing. Look on the device at what conflicts, and do this change by hand if it is wanted.',
  },
  {
    code: 'apt.downgrade-refused',
    pattern: /Packages were downgraded and -y was used/,
    cause: 'The change would bring a package to an older version, and it is not a way back.',
    retry: 'no',
    nextStep: 'Plan again: the device has a newer version than expected.',
  },
  {
    code: 'apt.unsatisfiable',
    pattern: [
      /The following packages have unmet dependencies:\s+(?<what>[^\n]+)/,
      /you have held broken packages|Resolve generated breaks/,
    ],
    cause: 'The package manager finds no way to install this{what:: %}.',
    retry: 'later',
    nextStep:
      'A dependency is missing in the sources of the device, pinned, or in conflict. It often mends itself with the next update of the archive.',
  },
  {
    code: 'apt.unmet',
    pattern: /Unmet dependencies\. Try/,
    cause: 'The device has packages with unmet dependencies from before.',
    retry: 'after-repair',
    nextStep: 'Let Fettle repair the device; if that is not enough, run apt --fix-broken install on it and look at what it wants.',
  },
  {
    code: 'apt.bad-sources',
    pattern: /Malformed (?:entry|line|stanza) .+|The list of sources could not be read|Conflicting values set for option/,
    cause: 'The list of package sources on the device can not be read.',
    retry: 'no',
    nextStep: 'Mend /etc/apt/sources.list and the files in /etc/apt/sources.list.d.',
  },
  {
    code: 'apt.bad-configuration',
    pattern: /Syntax error (?<where>\/\S+?):|Did not understand pin type|Invalid record in the preferences file/,
    cause: 'The configuration of apt on the device can not be read{where: (%)}.',
    retry: 'no',
    nextStep: 'Mend the file in /etc/apt that is named.',
  },

  // What went wrong while changing.
  {
    code: 'apt.conffile-prompt',
    pattern: /end of file on stdin at conffile prompt/,
    cause: 'A package asked about a changed configuration file although it was told to keep the device’s own.',
    retry: 'after-repair',
    nextStep: 'Let Fettle repair the device: the device’s own file is kept.',
  },
  {
    code: 'apt.file-clash',
    pattern: /trying to overwrite (?:shared )?'(?<file>[^']+)', which is also in package (?<other>\S+)/,
    cause: 'A package brings {file}, which belongs to {other}.',
    retry: 'no',
    nextStep: 'Two packages clash: tell the maker of the newer one; roll back if a package is left unfinished.',
  },
  {
    code: 'apt.file-damaged',
    pattern:
      /is not a Debian format archive|unexpected end of file in archive|compressed data is corrupt|corrupted filesystem tarfile|invalid tar header|dpkg-deb: error: .*(?:corrupt|truncated)/,
    cause: 'A package file is damaged.',
    retry: 'now',
    nextStep: 'Get the package again; if it stays damaged, its source is to blame.',
  },
  {
    code: 'apt.script-killed',
    pattern: /(?:installed|new|old) (?<package>\S+) package (?<script>[a-z-]+) script subprocess was killed by signal \((?<signal>[^)]+)\)/,
    cause: 'The {script} script of {package} was killed ({signal}).',
    retry: 'after-repair',
    nextStep: 'Often too little memory. Let Fettle repair the device, or roll back.',
  },
  {
    code: 'apt.broken-script',
    pattern: /(?:installed|new|old) (?<package>\S+) package (?<script>[a-z-]+) script subprocess returned error exit status (?<status>\d+)/,
    cause: 'The {script} script of {package} failed (status {status}).',
    retry: 'no',
    nextStep: 'The package does not work on this device as it is: roll back; its own words are in the excerpt.',
  },
  {
    code: 'apt.dependency-unconfigured',
    pattern: /dependency problems(?:, but| - leaving| prevent configuration of (?<package>\S+?):)/,
    cause: 'A package could not be set up since one that it needs is not set up.',
    retry: 'after-repair',
    nextStep: 'Let Fettle repair the device; the first package that failed tells the reason.',
  },
  {
    code: 'apt.hook-failed',
    pattern:
      /Problem executing scripts (?<hook>[\w:-]+)|Sub-process (?<program>\/\S*(?:apt-listchanges|apt-listbugs|dpkg-preconfigure)\S*) .*returned an error code/,
    cause: 'A program that the device hooks into apt failed{hook: (%)}.',
    retry: 'no',
    nextStep: 'Look at the hook in /etc/apt/apt.conf.d on the device.',
  },
  {
    code: 'apt.package-failed',
    pattern: /dpkg: error processing (?:package|archive) (?<package>\S+)/,
    cause: 'dpkg could not process {package}.',
    retry: 'after-repair',
    nextStep: 'The excerpt has dpkg’s own words; let Fettle repair the device or roll back.',
  },

  // Found by Fettle itself.
  {
    code: 'apt.not-installed',
    pattern: null,
    cause: 'The program {program} is not on the device.',
    retry: 'no',
    nextStep: 'Install it, or take the device out of apt’s care.',
  },
  {
    code: 'apt.timed-out',
    pattern: null,
    cause: 'The package manager did not finish within {seconds} seconds and was stopped.',
    retry: 'later',
    nextStep: 'Look at the load and the network of the device; let Fettle repair it if packages are unfinished.',
  },
  {
    code: 'apt.killed',
    pattern: null,
    cause: 'The package manager was ended by signal {signal}.',
    retry: 'after-repair',
    nextStep: 'Often too little memory, or a shutdown in between. Let Fettle repair the device, then run again.',
  },
  {
    code: 'apt.unreadable',
    pattern: null,
    cause: 'The answer of {program} can not be read{what:: %}.',
    retry: 'unknown',
    nextStep: 'Run the command on the device; the excerpt shows where it differs from what is known.',
  },
  {
    code: 'apt.no-sources',
    pattern: null,
    cause: 'The device has no package source, so nobody can say what it is missing.',
    retry: 'no',
    nextStep: 'Add the sources of the distribution to /etc/apt/sources.list.d.',
  },
  {
    code: 'apt.no-lists',
    pattern: null,
    cause: 'The lists of package sources were never fetched, so nobody can say what is missing.',
    retry: 'now',
    nextStep: 'Refresh the lists.',
  },
  {
    code: 'apt.source-without-lists',
    pattern: null,
    cause: 'A package source has no lists yet: {source}.',
    retry: 'now',
    nextStep: 'Refresh the lists; what this source offers is not in the answer.',
  },
  {
    code: 'apt.half-configured',
    pattern: null,
    cause: 'Packages were left unfinished: {packages}.',
    retry: 'after-repair',
    nextStep: 'Let Fettle repair the device; if that fails, roll the package back.',
  },
  {
    code: 'apt.superseded',
    pattern: null,
    cause: '{package} {version} is gone from the package sources; they have {newer} now.',
    retry: 'no',
    nextStep: 'Plan a successor with {newer}.',
  },
  {
    code: 'apt.gone',
    pattern: null,
    cause: '{package} {version} is gone from the package sources, and there is no newer one.',
    retry: 'no',
    nextStep: 'Ask the maker of the source; the device keeps what it has.',
  },
  {
    code: 'apt.differs',
    pattern: null,
    cause: 'The package manager would do something else than what was approved: {what}.',
    retry: 'no',
    nextStep: 'Plan again: the device or its sources have changed since.',
  },
  {
    code: 'apt.not-secured',
    pattern: null,
    cause: 'A package is not in the store of the device: {package} {version}.',
    retry: 'now',
    nextStep: 'Get the packages first.',
  },
  {
    code: 'apt.wrong-file',
    pattern: null,
    cause: 'The file of {package} {version} is not the one that was approved.',
    retry: 'now',
    nextStep: 'It was thrown away; get it again. If it comes back so, its source delivers something else than its index says.',
  },
  {
    code: 'apt.no-hash',
    pattern: null,
    cause: 'The index of the package source names no SHA-256 for {package} {version}.',
    retry: 'no',
    nextStep: 'Use a source with a modern index; Fettle installs no file that it can not verify.',
  },
  {
    code: 'apt.bad-wish',
    pattern: null,
    cause: 'Not a package, version or architecture that apt can have: {what}.',
    retry: 'no',
    nextStep: 'Plan again from a scan of the device.',
  },
  {
    code: 'apt.not-in-effect',
    pattern: null,
    cause: 'apt reported success, but the device does not have what was approved: {what}.',
    retry: 'unknown',
    nextStep: 'Look at /var/log/apt/term.log on the device.',
  },
  {
    code: 'apt.unknown',
    pattern: null,
    cause: 'The package manager failed for a reason that Fettle does not know ({status}).',
    retry: 'unknown',
    nextStep: 'The excerpt has its own words; run the command on the device to see more.',
  },
] as const satisfies readonly FailureRow<'apt'>[];

export type FailureCode = (typeof failures)[number]['code'];
