import { exposureContradiction, measuredExposure } from '@fettle/core/inventory';
import { expect, test } from 'vitest';
import { exposureText } from './exposure-text.ts';

const ssh = [{ protocol: 'tcp', address: '0.0.0.0', ports: [22] }] as const;

test.each([
  ['nobody said', null, ['8.8.8.8'], ssh, /^internet, measured: It listens .*tcp 22/],
  ['nobody said, and it is not known', null, null, null, /^Not known: /],
  ['a person said', 'internet', ['10.0.0.1'], ssh, /^internet, set by a person; measured: internal\. /],
  ['a person said, and it is not known', 'isolated', null, null, /^isolated, set by a person; measured: not known\. /],
  ['a person said less than is so', 'internal', ['8.8.8.8'], ssh, /^internal\. A person set it to internal, .* tcp 22/],
] as const)('exposure where %s', (_what, exposure, addresses, listening, expected) => {
  const { value, why, ...measured } = measuredExposure(addresses, listening);
  const contradiction = exposureContradiction(exposure, { value, why, ...measured });
  expect(exposureText({ exposure, exposureMeasured: { value, why, listening: null, contradiction } })).toMatch(expected);
});
