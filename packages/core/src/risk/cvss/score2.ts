/**
 * The equations of CVSS 2.0 (https://www.first.org/cvss/v2/guide, 3.2). Written here because they round in the middle: 7.45 is 7.5, and a
 * calculator on bare doubles answers 7.4.
 */
type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

const impact = { N: 0, P: 0.275, C: 0.66 };
const requirement = { L: 0.5, M: 1, H: 1.51, ND: 1 };
const weights: Weights = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: impact,
  I: impact,
  A: impact,
  E: { U: 0.85, POC: 0.9, F: 0.95, H: 1, ND: 1 },
  RL: { OF: 0.87, TF: 0.9, W: 0.95, U: 1, ND: 1 },
  RC: { UC: 0.9, UR: 0.95, C: 1, ND: 1 },
  CDP: { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 },
  TD: { N: 0, L: 0.25, M: 0.75, H: 1, ND: 1 },
  CR: requirement,
  IR: requirement,
  AR: requirement,
};

/** Base, temporal and environmental score of the metrics of a 2.0 vector that `parseVector` accepted. */
export function scores2(metrics: ReadonlyMap<string, string>): { base: number; temporal: number; environmental: number } {
  const weigh = (name: string): number => weightOf(metrics, name);
  const exploitability = 20 * weigh('AV') * weigh('AC') * weigh('Au');
  const temporalFactor = weigh('E') * weigh('RL') * weigh('RC');
  const left = ['C', 'I', 'A'].map((name) => 1 - weigh(name)).reduce((product, one) => product * one, 1);
  const adjustedLeft = ['C', 'I', 'A'].map((name) => 1 - weigh(name) * weigh(`${name}R`)).reduce((product, one) => product * one, 1);
  const adjustedImpact = Math.min(10, 10.41 * (1 - adjustedLeft));

  const base = baseScore(10.41 * (1 - left), exploitability);
  const adjusted = tenths(baseScore(adjustedImpact, exploitability) * temporalFactor);
  return {
    base,
    temporal: tenths(base * temporalFactor),
    environmental: tenths((adjusted + (10 - adjusted) * weigh('CDP')) * weigh('TD')),
  };
}

/** Low requirements can push the equation below 0, which is no score: the scale begins at 0. */
function baseScore(impactScore: number, exploitability: number): number {
  return tenths(Math.max(0, (0.6 * impactScore + 0.4 * exploitability - 1.5) * (impactScore === 0 ? 0 : 1.176)));
}

function weightOf(metrics: ReadonlyMap<string, string>, name: string): number {
  const weight = weights[name]?.[metrics.get(name) ?? 'ND'];
  if (weight === undefined) throw new Error(`No weight for ${name}: the vector was not checked.`);
  return weight;
}

/** To one decimal, halves up. Products of the weights have few decimals; what a double loses of them is far below a billionth. */
function tenths(value: number): number {
  return Math.round(value * 10 + 1e-9) / 10;
}
