/**
 * What many ask for in the same moment, done together: one transaction, a statement for all of them, one commit. While one lot is being worked on the next one
 * gathers, so that an asker who is alone waits for nobody, and the more there are the less each costs.
 */
export type Gathered<Given, Answer> = {
  /** Rejects with what went wrong with this one. */
  readonly ask: (given: Given) => Promise<Answer>;
  /** Resolves once nothing is under way. */
  readonly stop: () => Promise<void>;
};

export type Gathering<Given, Answer> = {
  /**
   * Does these, and answers each in its place. Where it throws nothing of it may have happened, or all of it must bear being done again: each is then done alone, so that what is wrong with one of them
   * does no harm to the others.
   */
  readonly together: (given: readonly Given[]) => Promise<readonly Answer[]>;
  /** Two of one key are never done together but in the order in which they came: the second has to see what the first one wrote. */
  readonly keyOf: (given: Given) => string;
  /** So many at most. */
  readonly most: number;
  /** What one weighs, and how much may go together; what is heavier than that goes alone. */
  readonly weight?: { readonly of: (given: Given) => number; readonly most: number };
};

type Waiting<Given, Answer> = {
  readonly given: Given;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

export function gathered<Given, Answer>({ together, keyOf, most, weight }: Gathering<Given, Answer>): Gathered<Given, Answer> {
  let queue: Waiting<Given, Answer>[] = [];
  let running: Promise<void> | null = null;

  function kick(): void {
    running ??= drain().finally(() => {
      running = null;
      if (queue.length > 0) kick();
    });
  }

  async function drain(): Promise<void> {
    // Let what is being read from sockets just now join in.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await settle(takeLot());
  }

  function takeLot(): Waiting<Given, Answer>[] {
    const keys = new Set<string>();
    const lot: Waiting<Given, Answer>[] = [];
    const later: Waiting<Given, Answer>[] = [];
    let weighed = 0;
    for (const waiting of queue) {
      const key = keyOf(waiting.given);
      const own = weight?.of(waiting.given) ?? 0;
      const fits = lot.length === 0 || (lot.length < most && (weight === undefined || weighed + own <= weight.most));
      if (fits && !keys.has(key)) {
        lot.push(waiting);
        weighed += own;
      } else later.push(waiting);
      // Also of those that have to wait: a later one of the same key must not overtake them.
      keys.add(key);
    }
    queue = later;
    return lot;
  }

  async function settle(lot: readonly Waiting<Given, Answer>[]): Promise<void> {
    try {
      const answers = await together(lot.map(({ given }) => given));
      if (answers.length !== lot.length) throw new Error(`${lot.length} asked, and ${answers.length} were answered.`);
      for (const [index, answer] of answers.entries()) lot[index]?.resolve(answer);
    } catch (error) {
      if (lot.length === 1) lot[0]?.reject(error);
      else await Promise.all(lot.map((one) => settle([one])));
    }
  }

  return {
    ask: (given) =>
      new Promise((resolve, reject) => {
        queue.push({ given, resolve, reject });
        kick();
      }),
    async stop() {
      while (running !== null) await running;
    },
  };
}

/** Several that work beside each other; what belongs to one owner is always in the same of them, so that they do not wait for each other's rows. */
export function gatheredByOwner<Given, Answer>(
  lanes: number,
  ownerOf: (given: Given) => string,
  how: Gathering<Given, Answer>,
): Gathered<Given, Answer> {
  const all = Array.from({ length: lanes }, () => gathered(how));
  return {
    ask(given) {
      const lane = all[laneOf(ownerOf(given), lanes)];
      return lane === undefined ? Promise.reject(new RangeError('There is no lane.')) : lane.ask(given);
    },
    async stop() {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}

function laneOf(owner: string, lanes: number): number {
  let sum = 0;
  for (let index = 0; index < owner.length; index += 1) sum = (Math.imul(sum, 31) + owner.charCodeAt(index)) >>> 0;
  return sum % lanes;
}
