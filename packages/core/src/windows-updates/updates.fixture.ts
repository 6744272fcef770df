/** Made-up updates in the form of the documents, for tests. */
import type { WindowsState, WindowsUpdate } from './types.ts';

/** The product that the tests ask about. */
export const lab = 'Windows 10 Version 22H2 for x64-based Systems';

type Given = {
  kb: string;
  document: string;
  build?: string | null;
  supersedes?: readonly string[];
  subType?: string | null;
  product?: string;
  cves?: readonly string[];
};

/** One KB of one document for one product; it mends one vulnerability named after it unless said otherwise. */
export function update({
  kb,
  document,
  build = null,
  supersedes = [],
  subType = 'Security Update',
  product = lab,
  cves,
}: Given): WindowsUpdate {
  return {
    kb,
    document,
    released: null,
    supersedes,
    restart: 'yes',
    applies: [{ products: [product], fixedBuild: build, subType, cves: cves ?? [`CVE-2026-1${kb.slice(-4)}`] }],
  };
}

/** Three months that follow upon each other, at revisions 1000, 1100 and 1200. */
export const threeMonths: readonly WindowsUpdate[] = [
  update({ kb: '9000001', document: '2026-Jan', build: '10.0.19045.1000', supersedes: ['9000000'] }),
  update({ kb: '9000002', document: '2026-Feb', build: '10.0.19045.1100', supersedes: ['9000001'] }),
  update({ kb: '9000003', document: '2026-Mar', build: '10.0.19045.1200', supersedes: ['9000002'] }),
];

/** A judged state; throws where the device is unknown, which fails the test. */
export function judged(state: WindowsState): Extract<WindowsState, { readonly state: 'judged' }> {
  if (state.state === 'unknown') throw new Error(`unknown: ${state.why}`);
  return state;
}
