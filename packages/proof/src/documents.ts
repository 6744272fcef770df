/**
 * The signed documents that trust rests on: types only, so that whoever builds or shows one can name it without any key code.
 * Times are RFC 3339 in UTC with a `Z`. Public keys are base64 of their raw 32 bytes; a `keyid` is the fingerprint of a key.
 */

/** A server whose instructions, replies and checkpoints devices listen to. It can approve nothing. */
export type AuthorityServer = { readonly keyid: string; readonly publicKey: string; readonly name: string };

/** Somebody who may approve, for all clients (`*`) or for those named by id, until `expiresAt`. */
export type Approver = {
  readonly keyid: string;
  readonly publicKey: string;
  readonly name: string;
  readonly personId: string | null;
  readonly clients: '*' | readonly string[];
  readonly expiresAt: string;
};

/** Who may speak and who may approve, signed by the provider's root key. A higher `version` replaces a lower one, never back. */
export type Authority = {
  readonly type: 'authority';
  readonly version: number;
  readonly provider: string;
  readonly rootKeyId: string;
  readonly rootPublicKey: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly servers: readonly AuthorityServer[];
  readonly approvers: readonly Approver[];
  /** Signed commands that are taken back before their end, by the hash of their document. Not there: none. */
  readonly withdrawnCommands?: readonly string[];
};

/** What a signed command is for. `check`: a health check. `before-change`, `after-change`: around a change. `probe`: asks something. `way-back`: brings a device back. */
export type CommandPurpose = 'check' | 'before-change' | 'after-change' | 'probe' | 'way-back';

/** A script that devices of these clients may run, signed by the root key. */
export type SignedCommand = {
  readonly type: 'command';
  readonly name: string;
  readonly purpose: CommandPurpose;
  /** The program that reads the script, by its absolute path, with its own arguments; the script's path follows. */
  readonly interpreter: readonly string[];
  /** What the script is given, after its path. */
  readonly arguments: readonly string[];
  readonly scriptSha256: string;
  readonly clients: '*' | readonly string[];
  /** It is ended after so many seconds. */
  readonly mostSeconds: number;
  /** The user of the device that it runs as. */
  readonly runAs: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
};

/** One approver's yes to exactly one spec of one deployment. `statement` is the sentence that the person saw and signed. */
export type Approval = {
  readonly type: 'approval';
  readonly deploymentId: string;
  readonly clientId: string;
  readonly specHash: string;
  readonly statement: string;
  readonly at: string;
  readonly expiresAt: string;
  readonly keyid: string;
};

/**
 * One approver's yes to all deployments of one client that lie within a grant, until `expiresAt`. `grantHash` is the hash of the grant's canonical text, which is
 * what the person was shown; `statement` is the sentence that was signed with it.
 */
export type StandingApproval = {
  readonly type: 'standing-approval';
  readonly id: string;
  readonly clientId: string;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly grantHash: string;
  readonly statement: string;
  readonly at: string;
  readonly expiresAt: string;
  readonly keyid: string;
};

/** A panic stop, or its end, for everything (`all`) or for one client. The highest version of a scope holds. */
export type Stop = {
  readonly type: 'stop';
  readonly scope: string;
  readonly state: 'stop' | 'go';
  readonly version: number;
  readonly at: string;
  readonly keyid: string;
};

/** What a server says an audit chain was: `root` is the RFC 6962 root over the first `size` leaves, `head` the chain's head there. */
export type Checkpoint = {
  readonly type: 'checkpoint';
  readonly chain: string;
  readonly size: number;
  readonly root: string;
  readonly head: string;
  readonly at: string;
};
