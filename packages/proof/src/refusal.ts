/** An expected refusal: `code` is the contract, `detail` is a sentence for a person and may change its wording. */
export type Refusal<Code extends string> = { readonly ok: false; readonly code: Code; readonly detail: string };

/** Builds a refusal. */
export function refuse<Code extends string>(code: Code, detail: string): Refusal<Code> {
  return { ok: false, code, detail };
}
