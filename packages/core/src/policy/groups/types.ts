/** Groups of devices by rule. A rule is plain data over facts of a device; who is a member is worked out each time, and stored nowhere. */

/** What a comparison may ask of a device. */
export type FactName =
  | 'tier'
  | 'exposure'
  | 'site'
  | 'name'
  | 'owner'
  | 'service'
  | 'family'
  | 'system'
  | 'systemVersion'
  | 'kernel'
  | 'manager'
  | 'software'
  | 'restartDue';

/** `is`: the very same. `matches`: a text in which `*` stands for any text. `at-least`, `below`: dotted numbers. `has`: one of several. */
export type RuleOperator = 'is' | 'matches' | 'at-least' | 'below' | 'has';

export type Comparison = { readonly fact: FactName; readonly op: RuleOperator; readonly value: string | boolean };

export type GroupRule =
  | Comparison
  | { readonly all: readonly GroupRule[] }
  | { readonly any: readonly GroupRule[] }
  | { readonly not: GroupRule };

/** What is known of a device, in compact form. Null: nobody said, or the device did not tell yet; that is never the same as "no". */
export type DeviceFacts = {
  readonly deviceId: string;
  readonly name: string;
  readonly tier: string | null;
  readonly exposure: string | null;
  readonly siteId: string;
  readonly siteName: string;
  readonly owner: string | null;
  readonly service: string | null;
  readonly family: string | null;
  readonly system: string | null;
  readonly systemVersion: string | null;
  readonly kernel: string | null;
  readonly managers: readonly string[] | null;
  readonly restartDue: boolean | null;
  /**
   * Of the patterns that rules ask for (`softwarePatterns`), those that a package installed here fits, with the name of one such package; null: the
   * device did not tell what is installed.
   */
  readonly software: ReadonlyMap<string, string> | null;
};

/** `unknown`: it can not be said, because a fact that decides is not known. Such a device is no member. */
export type RuleAnswer = 'yes' | 'no' | 'unknown';

/** What one comparison said of a device. */
export type ComparisonSaid = { readonly answer: RuleAnswer; readonly sentence: string };
