/**
 * The failure table: what dnf and rpm print → cause, whether to try again, next step. Data only; `translate.ts` reads it.
 *
 * Rows with a pattern are tried in their order, so the root cause stands before what follows from it. Named groups of a pattern fill `{name}` in the texts. Rows
 * without a pattern are troubles that Fettle finds by itself. Sources: dnf 4.7 to 4.20, librepo 1.14, rpm 4.14 to 4.18, C locale.
 */
import type { FailureRow } from '../kit/index.ts';

export const failures = [
  // The device itself.
  {
    code: 'dnf.no-space',
    pattern:
      /No space left on device|[Aa]t least (?<size>\S+) more space needed on the (?<where>\S+) filesystem|needs \S+ (?:inodes|more space|\S+B) (?:more space )?on the (?<where2>\S+) filesystem/,
    cause: 'The disk of the device is full{where: (%)}.',
    retry: 'later',
    nextStep: 'Free space on the device (df -h shows where), then run the change again.',
  },
  {
    code: 'dnf.read-only',
    pattern: /Read-only file system/,
    cause: 'The file system of the device is read-only.',
    retry: 'no',
    nextStep: 'Find out why it is mounted read-only (an image-based system, or a failing disk: dmesg tells).',
  },
  {
    code: 'dnf.no-memory',
    pattern: /Cannot allocate memory|MemoryError|[Oo]ut of memory/,
    cause: 'The device has too little memory for the package manager.',
    retry: 'later',
    nextStep: 'Free memory on the device or give it swap, then run again.',
  },
  {
    code: 'dnf.database-damaged',
    pattern:
      /database disk image is malformed|rpmdb: (?:BDB|damaged)|BDB\d+|rpmdb open failed|[Cc]annot open Packages (?:database|index)|rpmdbNextIterator: skipping|loading rpmdb failed|file is not a database/,
    cause: 'The package database of the device is damaged.',
    retry: 'no',
    nextStep: 'Save /var/lib/rpm on the device, then rebuild it there: rpm --rebuilddb. Scan again afterwards.',
  },

  // Somebody else is at work.
  {
    code: 'dnf.lock-held',
    pattern:
      /Waiting for process with pid (?<holder>\d+)|already locked by (?<holder2>\d+)|Failed to obtain (?:the )?(?:transaction|rpm) lock|can't create transaction lock|(?:Process|Thread)?LockError/,
    cause: 'Another program holds the package manager’s lock{holder: (process %)}.',
    retry: 'later',
    nextStep: 'Wait until the other program has finished; if it hangs, look at it on the device.',
  },
  {
    code: 'dnf.not-permitted',
    pattern: /has to be run with superuser privileges|Permission denied|Operation not permitted/,
    cause: 'The user that Fettle runs as may not do this on the device.',
    retry: 'no',
    nextStep: 'Run the agent as root to let it change packages; as an ordinary user it only observes.',
  },

  // Trust in the repository.
  {
    code: 'dnf.bad-signature',
    pattern:
      /repomd\.xml GPG signature verification error|Bad GPG signature|signature (?:is )?BAD|SIGNATURES NOT OK|DIGESTS SIGNATURES NOT OK|Package \S+ is not properly signed/,
    cause: 'A repository or a package is signed wrongly, or by a key that the device does not have.',
    retry: 'no',
    nextStep:
      'Compare the key in the repository’s gpgkey with that of its maker, and the mirror with its origin; do not switch the check off.',
  },
  {
    code: 'dnf.unsigned',
    pattern:
      /[Pp]ackage (?<package>\S+) is not signed|Public key for (?<package2>\S+) is not (?:installed|trusted)|GPG [Cc]heck FAILED|NOKEY/,
    cause: 'The package {package|that was to be installed} is not signed by a key that the device trusts.',
    retry: 'no',
    nextStep:
      'Install the key of its maker on the device (rpm --import); Fettle installs nothing that is not signed where the device asks for it.',
  },
  {
    code: 'dnf.hash-mismatch',
    pattern: /[Cc]hecksum (?:doesn't|does not) match|[Cc]hecksum error|Payload SHA256 digest: BAD|Header \S+ digest: BAD/,
    cause: 'What a repository sent is not what its index says: a mirror is being updated, or it was tampered with.',
    retry: 'later',
    nextStep: 'Try again in an hour; if it stays so, compare the mirror with its origin.',
  },

  // The network.
  {
    code: 'dnf.no-lists',
    pattern: /Cache-only enabled but no cache for '?(?<repository>[^'\s]+)'?/,
    cause: 'The lists of the repository {repository} were never fetched, so what it offers is not known.',
    retry: 'now',
    nextStep: 'Refresh the lists.',
  },
  {
    code: 'dnf.no-name',
    pattern: /Curl error \(5\)|Curl error \(6\)|Could(?:n't| not) resolve (?:host|proxy)(?: name)?:? ?(?<address>[\w.-]+)?/,
    cause: 'The name of a repository’s server{address: (%)} can not be resolved.',
    retry: 'later',
    nextStep: 'Check the device’s name service and proxy settings.',
  },
  {
    code: 'dnf.tls',
    pattern: /Curl error \((?:35|51|53|58|59|60|77|83|91)\)|SSL certificate problem|certificate (?:has expired|verify failed)/,
    cause: 'The encrypted connection to a repository failed: its certificate is not trusted, or no more valid.',
    retry: 'later',
    nextStep: 'Check the clock of the device, its CA certificates, and the repository’s certificate.',
  },
  {
    code: 'dnf.unauthorised',
    pattern: /Status code: 40[137] for (?<url>\S+)|Status code: 40[137]/,
    cause: 'A repository refused the device{url: (%)}.',
    retry: 'no',
    nextStep: 'Renew the device’s subscription, or the repository’s credentials.',
  },
  {
    code: 'dnf.not-on-archive',
    pattern: /Status code: (?:404|410) for (?<url>\S+)/,
    cause: 'A repository no longer has a file that its index names ({url}).',
    retry: 'later',
    nextStep: 'Refresh the lists; if it stays so, the mirror is incomplete.',
  },
  {
    code: 'dnf.server-fault',
    pattern: /Status code: (?<status>[45]\d\d) for (?<url>\S+)/,
    cause: 'A repository answers with an error ({status}, {url}).',
    retry: 'later',
    nextStep: 'Try again later; if it stays so, look at the repository.',
  },
  {
    code: 'dnf.unreachable',
    pattern:
      /Curl error \(\d+\):? ?(?<what>[^\n[]*)|Failed to connect to|Connection (?:refused|timed out|reset)|No route to host|Cannot download|All mirrors were tried|Failed to download metadata/,
    cause: 'A repository can not be reached{what: (%)}.',
    retry: 'later',
    nextStep: 'Check the network between the device and the repository.',
  },

  // What can not be done.
  {
    code: 'dnf.file-clash',
    pattern:
      /file (?<path>\S+) (?:from install of|conflicts between attempted installs of) (?<package>\S+) (?:conflicts with file from package|and) (?<other>\S+)/,
    cause: 'The file {path} of {package} is also in {other}.',
    retry: 'no',
    nextStep: 'Find out on the device which of the two packages is right, and remove the other.',
  },
  {
    code: 'dnf.script-before',
    pattern:
      /Error in (?:PREIN|PREUN|PRETRANS) scriptlet in rpm package (?<package>\S+)|%(?:pre|prein|preun|pretrans)\((?<package2>[^)]+)\) scriptlet failed/,
    cause: 'The script of {package} that runs before its installation failed, so it was not installed.',
    retry: 'no',
    nextStep: 'The excerpt has the script’s own words; mend what it complains of on the device.',
  },
  {
    code: 'dnf.scriptlet-failed',
    pattern:
      /%\w+\((?<package>[^)]+)\) scriptlet failed|Error in \w+ scriptlet in rpm package (?<package2>\S+)|Non-fatal \w+ scriptlet failure in rpm package (?<package3>\S+)/,
    cause: 'A script of {package} failed when it was installed: its files are there, but it may not work.',
    retry: 'after-repair',
    nextStep: 'The excerpt and dnf history info have the script’s own words; mend what it complains of, then let Fettle repair the device.',
  },
  {
    code: 'dnf.unmet-dependency',
    pattern: [
      /nothing provides (?<needs>.+?) needed by (?<package>\S+)/,
      /package (?<package>\S+) (?<what>(?:requires|conflicts with|obsoletes) [^\n]+)/,
      /DepsolveError|conflicting requests|cannot install both/,
    ],
    cause: 'Its dependencies can not be met{package:: %}{needs: lacks %}{what: %}.',
    retry: 'no',
    nextStep:
      'Enable the repository that has what is missing, or leave this update out; a module stream that is not enabled is a common reason.',
  },
  {
    code: 'dnf.protected',
    pattern: /would result in (?:removing the following|broken) protected packages: (?<packages>[^\n]+)/,
    cause: 'It would remove packages that are protected: {packages}.',
    retry: 'no',
    nextStep: 'Leave this update out, or replace those packages on the device by hand.',
  },
  {
    code: 'dnf.no-sources',
    pattern: /There are no enabled repositor/,
    cause: 'The device has no enabled repository.',
    retry: 'no',
    nextStep: 'Enable a repository in /etc/yum.repos.d, or register the device.',
  },
  {
    code: 'dnf.no-library',
    pattern: /(?:ModuleNotFoundError|ImportError): (?<what>[^\n]+)/,
    cause: 'dnf’s Python library can not be loaded ({what}).',
    retry: 'no',
    nextStep: 'Install python3-dnf on the device anew.',
  },

  // Found by Fettle itself.
  {
    code: 'dnf.not-installed',
    pattern: null,
    cause: 'The program {program} is not on the device.',
    retry: 'no',
    nextStep: 'Install it on the device, or leave the device to another package manager.',
  },
  {
    code: 'dnf.other-version',
    pattern: null,
    cause: 'The {program} of this device is not dnf 4, and no other one is spoken yet.',
    retry: 'no',
    nextStep: 'Update this device by other means until Fettle speaks its version.',
  },
  {
    code: 'dnf.timed-out',
    pattern: null,
    cause: 'The package manager did not end within {seconds} seconds.',
    retry: 'later',
    nextStep: 'Look on the device whether it waits for something; a slow repository is a common reason.',
  },
  {
    code: 'dnf.killed',
    pattern: null,
    cause: 'The package manager was ended from outside ({signal}).',
    retry: 'after-repair',
    nextStep: 'Find out who ended it (a full memory is a common reason), let Fettle repair the device, then run again.',
  },
  {
    code: 'dnf.unreadable',
    pattern: null,
    cause: 'The answer of {program} can not be read{what:: %}.',
    retry: 'unknown',
    nextStep: 'The excerpt has its own words; report it with the version of the program.',
  },
  {
    code: 'dnf.bad-wish',
    pattern: null,
    cause: '“{what}” is not a package and version of dnf.',
    retry: 'no',
    nextStep: 'Report this: it should not have been asked.',
  },
  {
    code: 'dnf.pinned',
    pattern: null,
    cause: '{package} is pinned on the device (versionlock, or excludepkgs).',
    retry: 'no',
    nextStep: 'Leave it out, or end the pin on the device: dnf versionlock delete {package}.',
  },
  {
    code: 'dnf.other-stream',
    pattern: null,
    cause: '{package} {version} belongs to a module stream that is not enabled on the device.',
    retry: 'no',
    nextStep:
      'Choose a version of the enabled stream, or switch the stream on the device (dnf module switch-to), which is a change of its own.',
  },
  {
    code: 'dnf.superseded',
    pattern: null,
    cause: '{package} {version} is gone from the repository; it has {newest} now.',
    retry: 'no',
    nextStep: 'Propose {newest} instead.',
  },
  {
    code: 'dnf.gone',
    pattern: null,
    cause: 'No repository of the device has {package} {version}, and its store has not either.',
    retry: 'no',
    nextStep: 'Refresh the lists; choose a version that is offered.',
  },
  {
    code: 'dnf.no-hash',
    pattern: null,
    cause: 'No repository gives a SHA-256 of {package} {version}.',
    retry: 'no',
    nextStep: 'Let the repository’s index be made with SHA-256 checksums.',
  },
  {
    code: 'dnf.would-remove',
    pattern: null,
    cause: 'It would remove {packages}, and Fettle removes nothing.',
    retry: 'no',
    nextStep: 'Leave this update out, or replace those packages on the device by hand.',
  },
  {
    code: 'dnf.differs',
    pattern: null,
    cause: 'dnf would do something else than what was approved: {what}.',
    retry: 'no',
    nextStep: 'Propose again: something changed on the device.',
  },
  {
    code: 'dnf.both-ways',
    pattern: null,
    cause: 'Some of these packages would go to a newer version and some to an older one, which dnf does not do at once.',
    retry: 'no',
    nextStep: 'Propose the two apart.',
  },
  {
    code: 'dnf.wrong-file',
    pattern: null,
    cause: 'What was downloaded for {package} {version} is not the approved file.',
    retry: 'later',
    nextStep: 'Try again; if it stays so, compare the mirror with its origin.',
  },
  {
    code: 'dnf.not-in-store',
    pattern: null,
    cause: 'The store of the device does not have {package} {version}, or not as it was approved.',
    retry: 'later',
    nextStep: 'Let the packages be taken once more.',
  },
  {
    code: 'dnf.interrupted',
    pattern: null,
    cause: 'An earlier run of dnf was interrupted and left old versions beside new ones: {packages}.',
    retry: 'after-repair',
    nextStep: 'Let Fettle repair the device, then run again.',
  },
  {
    code: 'dnf.history-unread',
    pattern: null,
    cause: 'The history of dnf can not be read, so whether scripts of packages failed is not known.',
    retry: 'no',
    nextStep: 'Run the agent as root, or look at /var/lib/dnf on the device.',
  },
  {
    code: 'dnf.no-transaction',
    pattern: null,
    cause: 'Which transaction of dnf made this change was not noted on this device.',
    retry: 'no',
    nextStep: 'Look at dnf history list on the device, and undo it by hand if that is wanted.',
  },
  {
    code: 'dnf.not-noted',
    pattern: null,
    cause: 'Which configuration files of the packages were edited, or why they are installed, could not be found out before removing them.',
    retry: 'later',
    nextStep: 'Look on the device why rpm --verify or dnf repoquery does not answer; nothing was removed.',
  },
  {
    code: 'dnf.edited-lost',
    pattern: null,
    cause: 'Configuration files that were edited are not as they were before the packages were removed: {files}.',
    retry: 'no',
    nextStep:
      'Look beside them on the device for files that end in .rpmsave or .rpmorig, and take them from a backup where there are none.',
  },
  {
    code: 'dnf.not-in-effect',
    pattern: null,
    cause: 'dnf reported success, but the device does not have what was approved: {what}.',
    retry: 'unknown',
    nextStep: 'Look at dnf history info on the device.',
  },
  {
    code: 'dnf.unknown',
    pattern: null,
    cause: 'The package manager failed for a reason that Fettle does not know ({status}).',
    retry: 'unknown',
    nextStep: 'The excerpt has its own words; run the command on the device to see more.',
  },
] as const satisfies readonly FailureRow<'dnf'>[];

export type FailureCode = (typeof failures)[number]['code'];
