import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsaf } from './index.ts';
import type { CsafReading } from './index.ts';

const platform = 'BaseOS-9';
const inPlatform = (part: string): string => `${platform}:${part}`;

/** A document with one vulnerability; each product is a component of one platform. */
function csaf(
  products: Readonly<Record<string, string | null>>,
  vulnerability: object,
  more: object = {},
  relationships: readonly object[] = [],
): Record<string, unknown> {
  return {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      title: 'lab-app: a made-up flaw',
      aggregate_severity: { text: 'Moderate' },
      publisher: { category: 'vendor', name: 'Red Hat Product Security', namespace: 'https://www.redhat.com' },
      tracking: {
        id: 'CVE-2026-10001',
        status: 'final',
        initial_release_date: '2026-01-13T08:30:00+00:00',
        current_release_date: '2026-02-03T10:00:00+01:00',
      },
      ...more,
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Red Hat',
          branches: [
            product('product_name', platform, { cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' }),
            ...Object.entries(products).map(([id, purl]) => product('product_version', id, purl === null ? undefined : { purl })),
          ],
        },
      ],
      relationships: [...Object.keys(products).map((part) => relationship(part, platform)), ...relationships],
    },
    vulnerabilities: [{ cve: 'CVE-2026-10001', ...vulnerability }],
  };
}

function product(category: string, id: string, helper: object | undefined): object {
  return { category, name: id, product: { name: id, product_id: id, ...(helper && { product_identification_helper: helper }) } };
}

function relationship(part: string, whole: string): object {
  return {
    category: 'default_component_of',
    full_product_name: { name: `${part} of ${whole}`, product_id: `${whole}:${part}` },
    product_reference: part,
    relates_to_product_reference: whole,
  };
}

function advisoryOf(reading: CsafReading): Extract<CsafReading, { readonly kind: 'advisory' }> {
  if (reading.kind !== 'advisory') throw new Error(JSON.stringify(reading));
  return reading;
}

const rpm = (name: string, arch: string): string => `pkg:rpm/redhat/${name}@2.4-3.el9?arch=${arch}&epoch=1`;

test('the document says what it is', () => {
  const { advisory, problems } = advisoryOf(
    readCsaf(
      csaf(
        {},
        {
          scores: [
            { cvss_v3: { vectorString: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H' } },
            { cvss_v2: { vectorString: 'AV:L/AC:L/Au:N/C:P/I:P/A:P' } },
          ],
        },
      ),
    ),
  );
  expect(problems).toEqual([]);
  expect(advisory).toEqual({
    id: 'CVE-2026-10001',
    feed: 'red-hat-csaf',
    kind: 'security',
    aliases: [],
    cves: ['CVE-2026-10001'],
    summary: 'lab-app: a made-up flaw',
    published: '2026-01-13T08:30:00Z',
    modified: '2026-02-03T09:00:00Z',
    withdrawn: null,
    severities: [
      { type: 'CVSS_V3', value: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H' },
      { type: 'CVSS_V2', value: 'AV:L/AC:L/Au:N/C:P/I:P/A:P' },
      { type: 'word', value: 'Moderate' },
    ],
    affected: [],
  });
});

test.each([
  ['RHSA-2026:1001', 'security'],
  ['RHBA-2026:1001', 'bug-fix'],
  ['RHEA-2026:1001', 'enhancement'],
])('%s is of kind %s', (id, kind) => {
  expect(advisoryOf(readCsaf(csaf({}, {}, { tracking: { id, status: 'final' } }))).advisory).toMatchObject({
    id,
    kind,
    published: null,
    cves: ['CVE-2026-10001'],
  });
});

describe('fixed packages', () => {
  const products = {
    a: rpm('lab-app', 'x86_64'),
    b: rpm('lab-app', 'aarch64'),
    c: rpm('lab-app', 'src'),
    d: rpm('lab-only-source', 'src'),
  };
  test('architectures of one statement come together, and the source package goes where a binary one stands', () => {
    const { advisory } = advisoryOf(readCsaf(csaf(products, { product_status: { fixed: ['a', 'b', 'c'].map(inPlatform) } })));
    expect(advisory.affected).toEqual([
      {
        ecosystem: 'Red Hat:enterprise_linux:9::baseos',
        name: 'lab-app',
        ranges: [{ introduced: '0', fixed: '1:2.4-3.el9', lastAffected: null }],
        versions: [],
        architectures: ['aarch64', 'x86_64'],
        module: null,
        repository: null,
        noFix: null,
      },
    ]);
  });
  test('a source package goes also where the binary packages have other names', () => {
    const others = { a: rpm('lab-app-libs', 'x86_64'), b: rpm('lab-app', 'src') };
    const { advisory } = advisoryOf(readCsaf(csaf(others, { product_status: { fixed: ['a', 'b'].map(inPlatform) } })));
    expect(advisory.affected.map(({ name }) => name)).toEqual(['lab-app-libs']);
  });
  test('a source package alone stands for the binary one', () => {
    const { advisory } = advisoryOf(readCsaf(csaf(products, { product_status: { fixed: [inPlatform('d')] } })));
    expect(advisory.affected).toMatchObject([{ name: 'lab-only-source', architectures: null }]);
  });
  test('fixed in no version is a problem', () => {
    const reading = advisoryOf(readCsaf(csaf({ 'lab-app': null }, { product_status: { fixed: [inPlatform('lab-app')] } })));
    expect(reading.problems).toEqual(['"BaseOS-9:lab-app" is fixed in no version.']);
    expect(reading.advisory.affected).toEqual([]);
  });
});

describe('packages without a fix', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['no_fix_planned', 'Will not fix', 'will-not-fix'],
    ['no_fix_planned', 'Out of support scope', 'out-of-support'],
    ['none_available', 'Fix deferred', 'deferred'],
    ['none_available', 'Affected', 'none-yet'],
    ['no_fix_planned', 'Some other sentence', 'will-not-fix'],
    ['out_of_support_scope', '', 'out-of-support'],
    ['fix_deferred', '', 'deferred'],
    ['workaround', 'Switch it off.', 'none-yet'],
  ];
  test.each(table)('%s, "%s": %s', (category, details, noFix) => {
    const vulnerability = {
      product_status: { known_affected: [inPlatform('lab-app')] },
      remediations: [{ category, details, product_ids: [inPlatform('lab-app')] }],
    };
    const { advisory } = advisoryOf(readCsaf(csaf({ 'lab-app': null }, vulnerability)));
    expect(advisory.affected).toMatchObject([
      { name: 'lab-app', noFix, ranges: [{ introduced: '0', fixed: null, lastAffected: null }], architectures: null },
    ]);
  });
  test('under investigation is said, known not to be affected is no statement', () => {
    const status = { under_investigation: [inPlatform('lab-app')], known_not_affected: [inPlatform('lab-safe')] };
    const { advisory } = advisoryOf(readCsaf(csaf({ 'lab-app': null, 'lab-safe': null }, { product_status: status })));
    expect(advisory.affected).toMatchObject([{ name: 'lab-app', noFix: 'under-investigation' }]);
  });
  test('a version that is known to be affected is that version alone', () => {
    const { advisory } = advisoryOf(
      readCsaf(csaf({ a: rpm('lab-app', 'x86_64') }, { product_status: { known_affected: [inPlatform('a')] } })),
    );
    expect(advisory.affected).toMatchObject([{ versions: ['1:2.4-3.el9'], ranges: [], architectures: ['x86_64'] }]);
  });
});

describe('platforms and modules', () => {
  test("a package of a module of a platform has the module's stream", () => {
    const products = { 'lab:2.6:8080:0a1b': null, a: rpm('lab-app', 'noarch') };
    const status = { fixed: [inPlatform('lab:2.6:8080:0a1b:a')] };
    const document = csaf(products, { product_status: status }, {}, [relationship('a', inPlatform('lab:2.6:8080:0a1b'))]);
    expect(advisoryOf(readCsaf(document)).advisory.affected).toMatchObject([
      { name: 'lab-app', module: 'lab:2.6', architectures: ['noarch'] },
    ]);
  });
  test.each([
    ['cpe:/a:redhat:rhel_eus:9.2::appstream', 'Red Hat:rhel_eus:9.2::appstream'],
    ['cpe:/o:redhat:enterprise_linux:9', 'Red Hat:enterprise_linux:9'],
    ['cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*', 'Red Hat:enterprise_linux:9::baseos'],
  ])('%s is %s', (cpe, ecosystem) => {
    const text = JSON.stringify(csaf({ 'lab-app': null }, { product_status: { known_affected: [inPlatform('lab-app')] } }));
    expect(advisoryOf(readCsaf(JSON.parse(text.replace('cpe:/o:redhat:enterprise_linux:9::baseos', cpe)))).advisory.affected).toMatchObject(
      [{ ecosystem }],
    );
  });
  test('containers, and products of other vendors, are left out without a word', () => {
    const text = JSON.stringify(
      csaf({ image: 'pkg:oci/lab-image', 'lab-app': null }, { product_status: { known_affected: ['image', 'lab-app'].map(inPlatform) } }),
    );
    expect(advisoryOf(readCsaf(JSON.parse(text))).advisory.affected).toHaveLength(1);
    expect(advisoryOf(readCsaf(JSON.parse(text.replace('cpe:/o:redhat:', 'cpe:/o:lab:'))))).toMatchObject({
      advisory: { affected: [] },
      problems: [],
    });
  });
});

test('a product that can not be understood spoils itself only', () => {
  const products = { a: rpm('lab-app', 'x86_64'), b: 'pkg:rpm/redhat/lab-lib@2.4-3?rpmmod=lab' };
  const reading = advisoryOf(readCsaf(csaf(products, { product_status: { fixed: ['a', 'b', 'missing'].map(inPlatform) } })));
  expect(reading.advisory.affected).toHaveLength(1);
  expect(reading.problems).toEqual([
    '"pkg:rpm/redhat/lab-lib@2.4-3?rpmmod=lab" is of a module without a stream.',
    'No product has the id "BaseOS-9:missing".',
  ]);
});

test('a document that was taken back', () => {
  expect(readCsaf({ document: { tracking: { id: 'CVE-2026-10009', status: 'deleted' } } })).toEqual({
    kind: 'deleted',
    id: 'CVE-2026-10009',
  });
});

describe('documents that are none', () => {
  const good = csaf({}, {});
  test.each<readonly [string, unknown]>([
    ['no object', []],
    ['null', null],
    ['no document', {}],
    ['no id', csaf({}, {}, { tracking: { status: 'final' } })],
    ['an id of two words', csaf({}, {}, { tracking: { id: 'CVE 1', status: 'final' } })],
    ['another version', csaf({}, {}, { csaf_version: '2.1' })],
    ['another publisher', csaf({}, {}, { publisher: { namespace: 'https://lab.example' } })],
    ['a publisher that looks alike', csaf({}, {}, { publisher: { namespace: 'https://redhat.com.lab.example' } })],
    ['a time that is none', csaf({}, {}, { tracking: { id: 'CVE-2026-10001', initial_release_date: 'yesterday' } })],
    ['vulnerabilities that are no list', { ...good, vulnerabilities: {} }],
    ['a status that is no list', csaf({}, { product_status: { fixed: 'all' } })],
    ['a branch that is none', { ...good, product_tree: { branches: [7] } }],
    ['a relationship without ends', { ...good, product_tree: { relationships: [{ full_product_name: { product_id: 'a' } }] } }],
  ])('%s', (_, document) => {
    expect(readCsaf(document)).toMatchObject({ kind: 'problem', problem: expect.stringMatching(/\.$/) });
  });

  test('branches that are nested without end', () => {
    let branch: object = {};
    for (let depth = 0; depth < 1_000; depth += 1) branch = { branches: [branch] };
    expect(readCsaf({ ...good, product_tree: branch })).toMatchObject({ kind: 'problem' });
  });

  test('relationships that run in a circle are a problem of their product', () => {
    const tree = {
      branches: [product('product_version', 'a', undefined)],
      relationships: [{ ...relationship('a', 'x'), full_product_name: { product_id: 'x' } }],
    };
    const reading = readCsaf({ ...good, product_tree: tree, vulnerabilities: [{ product_status: { known_affected: ['x'] } }] });
    expect(reading).toMatchObject({ kind: 'advisory', problems: ['"x" is a component of a product that is not there.'] });
  });

  test('any value gets an answer and never an exception', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => ['advisory', 'deleted', 'problem'].includes(readCsaf(value).kind)));
    const parts = fc.record({ product_tree: fc.jsonValue(), vulnerabilities: fc.array(fc.jsonValue(), { maxLength: 3 }) });
    fc.assert(fc.property(parts, (other) => ['advisory', 'problem'].includes(readCsaf({ ...good, ...other }).kind)));
  });
});
