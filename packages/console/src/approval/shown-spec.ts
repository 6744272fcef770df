/**
 * What a person is about to sign: the hash of the spec that is shown, computed here, never the hash that the server sent. Every
 * difference is a reason not to sign, and is said loudly.
 */
import { laterWays } from '@fettle/core/deployment';
import type { Spec } from '@fettle/core/deployment';
import { hashOfSpec } from '@fettle/proof/spec-hash-pure';
import { sha256 } from './sha256.ts';

export type ShownSpecProblem =
  | 'spec.missing'
  | 'spec.not-sent'
  | 'spec.unknown-format'
  | 'spec.other-deployment'
  | 'spec.other-shares'
  | 'spec.other-hash';

export type ShownSpec =
  | { readonly ok: true; readonly spec: Spec; readonly specHash: string }
  | { readonly ok: false; readonly code: ShownSpecProblem; readonly sentence: string; readonly computed: string | null };

type Given = {
  readonly id: string;
  readonly clientId: string;
  readonly specHash: string | null;
  readonly spec: { readonly header: unknown; readonly shares: readonly unknown[] } | null;
};

/** Looks the deployment's spec over and computes its hash. Only an `ok` answer may be shown as what will be signed. */
export function checkShownSpec(deployment: Given): ShownSpec {
  const { spec, specHash } = deployment;
  if (specHash === null) return no('spec.missing', 'There is no spec yet that could be approved.');
  if (spec === null) return no('spec.not-sent', 'The server did not send this spec, so it can not be shown.');
  if (!isSpec(spec)) {
    return no(
      'spec.unknown-format',
      'This console does not know the format of this spec, so it can not show what it says. Do not approve it here.',
    );
  }
  if (spec.header.deploymentId !== deployment.id || spec.header.clientId !== deployment.clientId) {
    return no('spec.other-deployment', 'The spec that the server sent belongs to another deployment or client. Do not approve it.');
  }
  const computed = hashOfSpec(spec, sha256);
  if (!computed.ok) return no('spec.other-shares', computed.detail);
  if (computed.specHash !== specHash) {
    return {
      ok: false,
      code: 'spec.other-hash',
      sentence: 'The spec that is shown has another hash than the one that the server wants approved. Do not approve it.',
      computed: computed.specHash,
    };
  }
  return { ok: true, spec, specHash: computed.specHash };
}

function no(code: ShownSpecProblem, sentence: string): ShownSpec {
  return { ok: false, code, sentence, computed: null };
}

/** The parts that the pages read, looked at before they are read; a share of another shape would be shown as something that it is not. */
function isSpec(spec: { readonly header: unknown; readonly shares: readonly unknown[] }): spec is Spec {
  const { header } = spec;
  return (
    isRecord(header) &&
    header['format'] === 'fettle-spec/1' &&
    hasTexts(header, ['deploymentId', 'clientId', 'title', 'reason', 'createdAt', 'expiresAt', 'restart', 'rollback', 'sharesRoot']) &&
    isRecord(header['policy']) &&
    isRecord(header['pace']) &&
    typeof header['shareCount'] === 'number' &&
    isListOf(header['rings'], (ring) => hasTexts(ring, ['name', 'earliest']) && isRecord(ring['gate'])) &&
    isListOf(header['checks'], (check) => hasTexts(check, ['kind', 'name'])) &&
    isListOf(spec.shares, isShare)
  );
}

function isShare(share: Fields): boolean {
  const wayBack = share['wayBack'];
  return (
    hasTexts(share, ['deviceId', 'deviceKeyId', 'direction', 'simulatedAt']) &&
    typeof share['ring'] === 'number' &&
    // In words that these pages do not have it would be shown as a downgrade.
    (share['by'] === undefined || laterWays.some((way) => way === share['by'])) &&
    isRecord(share['window']) &&
    isListOf(share['changes'], isChange) &&
    isListOf(share['files'], (file) => hasTexts(file, ['name', 'version', 'sha256', 'from'])) &&
    isRecord(wayBack) &&
    (wayBack['kind'] === 'none' ? typeof wayBack['because'] === 'string' : isListOf(wayBack['changes'], isChange)) &&
    (wayBack['kind'] !== 'command' || (isRecord(wayBack['command']) && hasTexts(wayBack['command'], ['name', 'document']))) &&
    (wayBack['kind'] !== 'snapshot' || isScope(wayBack['scope'])) &&
    (wayBack['kind'] !== 'rebuild' || isRebuild(wayBack['rebuild'])) &&
    (wayBack['passedOver'] === undefined || isListOf(wayBack['passedOver'], (over) => hasTexts(over, ['way', 'because'])))
  );
}

function isRebuild(rebuild: unknown): boolean {
  return isRecord(rebuild) && hasTexts(rebuild, ['by', 'from', 'steps']) && typeof rebuild['minutes'] === 'number';
}

function isScope(scope: unknown): boolean {
  const isPath = (value: unknown): boolean => typeof value === 'string';
  return (
    isRecord(scope) &&
    hasTexts(scope, ['filesystem', 'subvolume']) &&
    [scope['alsoBack'], scope['notCovered']].every((list) => Array.isArray(list) && list.every(isPath))
  );
}

function isChange(change: Fields): boolean {
  const version = (value: unknown): boolean => value === null || typeof value === 'string';
  return hasTexts(change, ['manager', 'name', 'architecture']) && version(change['from']) && version(change['to']);
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasTexts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}

function isListOf(value: unknown, fits: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && fits(item));
}
