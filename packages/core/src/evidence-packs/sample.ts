/** The sample of a population: evenly spread over it in its order, the same each time. */

/** All of at most `most`; of more, the first of each of `most` parts of equal length. Said beside every sample, so that nobody need believe that it was chosen well. */
export function sampleOf<T>(population: readonly T[], most: number): readonly T[] {
  if (population.length <= most) return population;
  return Array.from({ length: most }, (_, index) => population[Math.floor((index * population.length) / most)]).filter(
    (one): one is T => one !== undefined,
  );
}

export function sampleWords(population: number, sample: number): string {
  return population === sample
    ? `All ${population} deployments of the period.`
    : `${sample} of ${population} deployments of the period: in the order of time, the first of each of ${sample} parts of equal length.`;
}
