/** The environment of every command: fixed, so that output parses the same everywhere and nothing ever asks a question. */

const passed = ['HOME', 'http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

const fixed = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  LANG: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
  // Configuration files that ucf manages are kept too, as dpkg's conffiles are (ucf(1)).
  UCF_FORCE_CONFFOLD: '1',
  // Hooks of other programs must neither ask nor restart anything by themselves (needrestart(1), apt-listchanges(1), apt-listbugs(1)).
  NEEDRESTART_MODE: 'l',
  NEEDRESTART_SUSPEND: '1',
  APT_LISTCHANGES_FRONTEND: 'none',
  APT_LISTBUGS_FRONTEND: 'none',
  TERM: 'dumb',
} as const;

/** `own` is this process's environment: of it only the home folder and the proxy settings are handed on. */
export function commandEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = passed.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return { ...Object.fromEntries(kept), ...fixed, ...added };
}
