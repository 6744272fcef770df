/** A row of `compute urgency` and `compute deadline` as the core takes it: fields of another type than they must have are unknown, and said. */
import type { DeviceInput, RiskInput } from '@fettle/core/risk';
import type { Row } from './verb.ts';

const events = ['released', 'published', 'kevAdded', 'kevDue', 'detected', 'offered', 'backOnline'] as const;

/** The input, and the names of fields that were passed over because of their type. */
export function riskInput(row: Row): { readonly input: RiskInput; readonly passedOver: readonly string[] } {
  const passedOver: string[] = [];
  const at = (object: unknown, name: string): unknown =>
    typeof object === 'object' && object !== null && name in object ? Object.entries(object).find(([key]) => key === name)?.[1] : undefined;
  function pick<T>(object: unknown, name: string, fits: (value: unknown) => value is T): T | null | undefined {
    const value = at(object, name);
    if (value === undefined || value === null || fits(value)) return value;
    passedOver.push(name);
    return undefined;
  }
  const text = (object: unknown, name: string) => pick(object, name, isText);
  const given = <T extends object>(fields: T): T =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T; // only left out
  const device = row['device'];
  const input = given({
    cves: pick(row, 'cves', isTexts),
    events: given(Object.fromEntries(events.map((name) => [name, text(row['events'], name)]))),
    severity: given({ cvss: pick(row['severity'], 'cvss', isTextOrNumber), vendor: text(row['severity'], 'vendor') }),
    inKev: pick(row, 'inKev', isBoolean),
    exploited: pick(row, 'exploited', isBoolean),
    exploitation: text(row, 'exploitation'),
    automatable: pick(row, 'automatable', isTextOrBoolean),
    technicalImpact: text(row, 'technicalImpact'),
    epss: pick(
      at(row['epss'], 'score') === undefined ? row : row['epss'],
      at(row['epss'], 'score') === undefined ? 'epss' : 'score',
      isTextOrNumber,
    ),
    device: given({
      tier: pick(device, 'tier', isTextOrNumber),
      exposure: pick(device, 'exposure', isTextOrBoolean),
      role: text(device, 'role'),
      softwareClass: text(device, 'softwareClass'),
      listensPublicly: pick(device, 'listensPublicly', isBoolean),
    } satisfies { [K in keyof DeviceInput]: DeviceInput[K] | undefined }),
  });
  // Left out are exactly the fields that were undefined.
  return { input: input as RiskInput, passedOver };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isTextOrNumber = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const isTextOrBoolean = (value: unknown): value is string | boolean => typeof value === 'string' || typeof value === 'boolean';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
