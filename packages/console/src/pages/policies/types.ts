import type { CallOutput } from '@fettle/protocol/client';

export type PolicyDetail = CallOutput<'getPolicy'>;
export type PolicyRow = CallOutput<'listPolicies'>['items'][number];
