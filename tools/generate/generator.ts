/** One generated file: where it stands, from the checkout's root, and what is in it. It depends on nothing but the source. */
export type Generator = { readonly path: string; readonly make: () => Promise<string> };
