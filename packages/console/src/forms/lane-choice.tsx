import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../api.ts';
import { numbersInWords, type Selection } from '../parts/selection-words.ts';

type Given = {
  readonly clientId: string;
  readonly deviceIds: readonly string[] | null;
  readonly updateIds: readonly string[] | 'policy';
  readonly picked: string | null;
  readonly pick: (lane: string) => void;
};

/**
 * Which lane a proposal takes, where the policy has any: that which was picked, else the first in which something is selected. Of updates that were chosen
 * one by one the server knows the lane, and says so where there are several.
 */
export function useLane({ clientId, deviceIds, updateIds, picked, pick }: Given): {
  /** What is selected now; null: not known yet. */
  readonly lanes: Selection | null;
  readonly lane: string | null;
  readonly field: ReactNode;
} {
  const asked = deviceIds === null ? {} : { deviceIds: deviceIds.slice(0, 1000) };
  const selection = useQuery(reading('previewSelection', { params: { id: clientId }, body: asked })).data ?? null;
  const lanes = selection?.lanes ?? [];
  if (lanes.length === 0) return { lanes: selection, lane: null, field: null };
  const first = updateIds === 'policy' ? (lanes.find(({ updates }) => updates > 0) ?? lanes[0]) : undefined;
  const lane = picked ?? first?.name ?? null;
  const field = (
    <Select
      label="Lane"
      description="A proposal has the updates of one lane; the others go in deployments of their own."
      data={lanes.map((one) => ({ value: one.name, label: updateIds === 'policy' ? `${one.name}: ${numbersInWords(one)}` : one.name }))}
      value={lane}
      placeholder="the lane that they are in"
      onChange={(value) => value !== null && pick(value)}
      allowDeselect={false}
    />
  );
  return { lanes: selection, lane, field };
}
