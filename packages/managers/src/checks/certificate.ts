/** The certificates of a PEM file (RFC 7468) are valid for so many days. Nothing else of the file is told. */
import { X509Certificate } from 'node:crypto';
import type { CheckKind } from './types.ts';
import { judgeValidity } from './validity.ts';
import type { Validity } from './validity.ts';

const mostBytes = 1_024 * 1_024;
const mostCertificates = 50;
const block = /-----BEGIN CERTIFICATE-----[\s\S]{1,60000}?-----END CERTIFICATE-----/g;

export const certificateCheck: CheckKind<'certificate'> = {
  kind: 'certificate',
  async look(machine, { path, days }) {
    const text = await machine.readFile(path, mostBytes);
    if (text === null) {
      const isThere = await machine.exists(path);
      return isThere
        ? { answer: 'could-not-measure', detail: `${path} can not be read` }
        : { answer: 'failed', detail: `There is no ${path}` };
    }
    const validities = [...text.matchAll(block)].slice(0, mostCertificates).map(([pem]) => validityOf(pem));
    return judgeValidity(path, validities, days, Date.now());
  },
};

/** What can not be parsed is no date, and so not measured. */
function validityOf(pem: string): Validity {
  try {
    const { validFrom: from, validTo: to } = new X509Certificate(pem);
    return { from, to };
  } catch {
    return { from: '', to: '' };
  }
}
