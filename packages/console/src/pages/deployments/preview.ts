/** Previews: what is asked of them, how long they stay, and their words. */
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { absolute, viewerZone } from '../../ui/time.ts';

export type Preview = CallOutput<'previewDeployment'>;
export type PreviewAsk = NonNullable<CallInput<'previewDeployment'>['body']>;
export type Expected = Preview['rings'][number]['verified'];

/**
 * A preview is computed once for what was asked, and not again with every report that arrives: it says itself as of when it is. The approval's key is its own, because a preview
 * that somebody plays with is not what is shown beside the signature.
 */
export function previewing(deploymentId: string, body: PreviewAsk) {
  return queryOptions({
    queryKey: ['preview', deploymentId, body] as const,
    queryFn: () => api('previewDeployment', { params: { id: deploymentId }, body }),
    staleTime: 10 * 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  });
}

/** Before an approval: the best case and nothing assumed but that the spec is approved now. */
export const foresight: PreviewAsk = { runs: 1 };

/** `Sun 8 Mar, 03:10 (02:20 to 05:00)`; where most futures do not see it, it says so. */
export function expectedWords({ p10, p50, p90 }: Expected, now: number): string {
  if (p50 === null) return 'in fewer than half of the futures';
  const here = (at: string): string => absolute(at, viewerZone(), now);
  if (p10 === null || here(p10) === (p90 === null ? '' : here(p90))) return here(p50);
  return `${here(p50)} (${here(p10)} to ${p90 === null ? 'never' : here(p90)})`;
}

/** The middle time alone. */
export function middleWords({ p50 }: Expected, now: number): string {
  return p50 === null ? 'in fewer than half of the futures' : absolute(p50, viewerZone(), now);
}

/** `in 3 of 10 futures`, `in every future`. */
export function inFutures(of: number, runs: number): string {
  if (runs === 1) return of === 1 ? 'in the only future' : 'in no future';
  if (of === runs) return `in all ${runs} futures`;
  return of === 0 ? 'in no future' : `in ${of} of ${runs} futures`;
}

/** Devices that miss their deadline, or are never done, in some future; the surest first. */
export function troubled(preview: Preview): readonly Preview['devices'][number][] {
  return preview.devices
    .filter(({ missed, never }) => missed > 0 || never > 0)
    .toSorted((a, b) => b.missed - a.missed || b.never - a.never || (a.deviceId < b.deviceId ? -1 : 1));
}

/** Names of devices by id. */
export function namesOf(preview: Preview): ReadonlyMap<string, string> {
  return new Map(preview.names.map(({ deviceId, name }) => [deviceId, name]));
}
