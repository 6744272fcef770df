/** Everything that an installation report is made from: rows as they stand, nothing derived. */
import type { FailedWay } from '../../deployments/index.ts';
import type { DeploymentEvent, Share, Simulation, SpecHeader, Wanted } from '@fettle/core/deployment';
import type { Policy } from '@fettle/core/policy';
import type { Trouble, WithheldReason } from '@fettle/core/inventory';
import type { Approval, Checkpoint } from '@fettle/proof/documents';
import type { Report } from '@fettle/protocol/agent';
import type { AgainRecord, RegressionRow } from '../../regressions/index.ts';

export type DeploymentRecord = {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly policy_id: string;
  readonly policy_version: number;
  readonly predecessor_id: string | null;
  readonly predecessor_kind: string | null;
  readonly expires_at: string;
  readonly created_at: string;
  readonly created_by: string;
};

export type DeviceRecord = {
  readonly id: string;
  readonly name: string;
  readonly os_name: string;
  readonly tier: string | null;
  readonly site_name: string;
  readonly zone: string;
  readonly wanted: readonly Wanted[];
  readonly direction: 'forward' | 'back';
  readonly asked_at: string;
  readonly answered_at: string | null;
  readonly simulation: Simulation | null;
  readonly trouble: Trouble | null;
  /** The device's newest whole scan that the server has. */
  readonly scanned_at: string | null;
};

/** A report as the device signed it; of the messages about an instruction only those that end or refuse it. */
export type ReportRecord = {
  readonly device_id: string;
  readonly attempt: number | null;
  readonly instruction_id: string;
  readonly at: string;
  readonly received_at: string;
  readonly body: Extract<Report['body'], { status: 'ended' | 'refused' }>;
};

/** An update that a device is offered now and was not offered before its change. */
export type AppearedRecord = {
  readonly device_id: string;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly from_version: string;
  readonly security: boolean;
  readonly withheld: WithheldReason | null;
  readonly first_seen_at: string;
};

export type AuditRecord = {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  /** The exact text that was hashed. */
  readonly entry: string;
};

export type NoticeRecord = {
  readonly kind: string;
  readonly recipient_name: string;
  readonly due_at: string;
  readonly delivered_at: string | null;
  readonly rejected_at: string | null;
  readonly withdrawn_at: string | null;
  readonly last_trouble: string | null;
};

export type RelatedRecord = { readonly id: string; readonly title: string; readonly kind: string | null; readonly created_at: string };

/** What was noted of the devices' words when the spec was made: what they forget once the change is in. */
export type Basis = {
  readonly sources: readonly {
    readonly source: string;
    readonly version: string;
    readonly packages: readonly { readonly name: string; readonly to: string }[];
    readonly devices: number;
    /** Devices that could read the changelog. */
    readonly readOn: number;
    readonly cves: readonly string[];
  }[];
  readonly notWanted: readonly {
    readonly name: string;
    readonly to: string;
    readonly security: boolean;
    readonly withheld: WithheldReason | null;
    readonly because: string;
    readonly devices: number;
  }[];
};

/** A scan of an ordinary check-in that verified a change which the device's own look could not show. */
export type LaterScan = { readonly deviceId: string; readonly attempt: number; readonly at: string; readonly bootId: string | null };

export type Records = {
  readonly provider: string;
  readonly client: { readonly id: string; readonly name: string; readonly zone: string };
  readonly deployment: DeploymentRecord;
  readonly policy: {
    readonly name: string;
    readonly digest: string | null;
    /** Null: it can not be read any more. */
    readonly body: Policy | null;
  };
  readonly spec: {
    readonly hash: string;
    readonly header: SpecHeader;
    readonly shares: readonly Share[];
    /** Whether header and shares, as they are stored, still hash to it. */
    readonly hashFits: boolean;
  };
  readonly approvals: readonly Approval[];
  readonly events: readonly DeploymentEvent[];
  readonly devices: readonly DeviceRecord[];
  readonly reports: readonly ReportRecord[];
  readonly appeared: readonly AppearedRecord[];
  readonly audit: readonly AuditRecord[];
  readonly basis: Basis | null;
  readonly laterScans: readonly LaterScan[];
  readonly checkpoint: { readonly checkpoint: Checkpoint; readonly keyid: string; readonly signature: string } | null;
  /** Every question of its checks again, by days and name of the device. */
  readonly checksAgain: readonly AgainRecord[];
  /** Of devices whose way back failed: what the plan of their policy names after it. */
  readonly failedWays: ReadonlyMap<string, FailedWay>;
  readonly regressions: readonly RegressionRow[];
  readonly notices: readonly NoticeRecord[];
  readonly predecessor: RelatedRecord | null;
  readonly successors: readonly RelatedRecord[];
  /** People who carry the reviewer flag and reach this client. */
  readonly reviewers: readonly string[];
  /** People and API keys by id. */
  readonly names: ReadonlyMap<string, string>;
};
