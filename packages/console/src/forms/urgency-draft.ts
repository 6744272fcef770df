/** What the form "Change its urgency" holds, and the request that it makes of it. */
import type { CallInput } from '@fettle/protocol/client';
import { endOfDay, startOfDay } from './decision/draft.ts';

type NewWord = CallInput<'recordUrgencyWord'>['body'];
/** The update that is open: as the list of updates names it, or by its source. */
export type SaidOf = { readonly updateId: string } | Omit<Extract<NewWord['about'], { kind: 'update' }>, 'kind'>;

export type UrgencyValues = {
  clientId: string;
  says: NewWord['says'];
  everyVersion: boolean;
  scope: NewWord['scope']['kind'];
  siteIds: string[];
  deviceIds: string[];
  faultKind: 'performance' | 'stability';
  evidence: string;
  /** Days, `YYYY-MM-DD`; empty for none. */
  seenSince: string;
  endsAt: string;
  reason: string;
};

/** `deviceId`: of the device from whose page it is asked for; a fault is most often said of that one alone. */
export function emptyUrgency(clientId: string, deviceId: string | undefined): UrgencyValues {
  return {
    clientId,
    says: 'fault',
    everyVersion: false,
    scope: deviceId === undefined ? 'client' : 'devices',
    siteIds: [],
    deviceIds: deviceId === undefined ? [] : [deviceId],
    faultKind: 'stability',
    evidence: '',
    seenSince: '',
    endsAt: '',
    reason: '',
  };
}

export function urgencyRequest(values: UrgencyValues, of: SaidOf): NewWord {
  const { clientId, says, everyVersion, scope, faultKind: kind, seenSince } = values;
  return {
    clientId,
    about:
      'updateId' in of
        ? { kind: 'offered', updateId: of.updateId, everyVersion }
        : { ...of, kind: 'update', sourceVersion: everyVersion ? null : of.sourceVersion },
    scope: scope === 'client' ? { kind: 'client' } : { kind: scope, ids: scope === 'site' ? values.siteIds : values.deviceIds },
    says,
    fault: says === 'fault' ? { kind, evidence: values.evidence.trim(), seenSince: startOfDay(seenSince) } : null,
    reason: values.reason.trim(),
    endsAt: endOfDay(values.endsAt),
  };
}
