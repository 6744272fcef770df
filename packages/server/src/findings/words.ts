/** States with an advisory as sentences for people: what is so, and what to do. */
import type { NoFixReason, UnknownReason } from '@fettle/core/advisories';
import { kernelOf } from './kernels.ts';
import type { Standing } from './standing.ts';

const noFixWords: Readonly<Record<NoFixReason, string>> = {
  'will-not-fix': 'it will not be fixed',
  deferred: 'it is put off',
  'out-of-support': 'this release is out of support',
  'under-investigation': 'it is being looked into',
  'none-yet': 'there is none yet',
};

const withheldWords: Readonly<Record<string, string>> = {
  pinned: 'the package is pinned on the device',
  phased: 'its distribution brings it out in phases and it is not this device’s turn yet',
  'kept-back': 'the package manager keeps it back, because it needs more than an upgrade',
};

const undecidedWords: Readonly<Record<UnknownReason, string>> = {
  ecosystem: 'How versions of this system are ordered is not known here.',
  'installed-version': 'The installed version can not be read as a version of this system.',
  'advisory-version': 'The advisory names a version that can not be read.',
  module: 'The advisory is about a module stream, and it is not known of which stream this package is.',
  'other-vendor': 'The package was built by somebody else than the distribution that the advisory speaks of.',
};

/** Why a state is what it is. `kernel`: the one that runs; null where it is not known. */
export function sentenceOf({ software, answer, offer }: Standing, kernel: string | null): string {
  const fixed = answer.fixed ?? '?';
  switch (answer.status) {
    case 'fix-offered': {
      const held = answer.withheld === null ? '' : ` It is held back: ${withheldWords[answer.withheld] ?? answer.withheld}.`;
      return `Fixed in ${fixed}; the device is offered ${offer?.software.version ?? fixed}.${held}`;
    }
    case 'fix-not-offered':
      return `Fixed in ${fixed}, and no package source of this device offers it: its sources or its release are at fault, not the patching.`;
    case 'no-fix':
      return `Its publisher has no fix${answer.noFix === null ? '' : `: ${noFixWords[answer.noFix]}`}.`;
    case 'restart-pending':
      return `The fixed kernel is installed, and ${kernel ?? 'an older one'} still runs: restart the device.`;
    case 'unknown':
      return answer.why === 'running-kernel'
        ? 'Which kernel runs is not known, or it came from no installed package: whether this one counts can not be said.'
        : answer.why === 'offers' || answer.why === null
          ? `Fixed in ${fixed}; whether the device is offered it is not known: its package manager could not be asked, its lists could not be refreshed, or a version could not be compared.`
          : `${undecidedWords[answer.why]} Whether it holds can not be said; it makes nothing urgent, and it is not ruled out.`;
    case 'not-affected':
      return kernelOf(software) === null ? 'It does not hold.' : 'It is installed, and does not run.';
  }
}
