import type { UseFormReturnType } from '@mantine/form';
import type { DecisionValues } from './draft.ts';

/** The form that the parts of "Decide" share. */
export type DecisionForm = UseFormReturnType<DecisionValues>;
