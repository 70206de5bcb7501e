/** Costs in words and figures. */

import { type Costs, count, summarize } from '@ireko/lab';
import type { LineCosts } from './line-costs.ts';

/** Behind a line: `6 × 4,230: VMM 4,076 + M-mode 154`, each figure a median. */
export function costText({
  times,
  costs,
  layers,
}: Pick<LineCosts, 'times' | 'costs' | 'layers'>): string {
  const parts = layers.map((layer) => `${layer.name} ${count(summarize(layer.costs).median)}`);
  return `${count(times)} × ${count(summarize(costs).median)}: ${parts.join(' + ')}`;
}

/** The least and the most of a distribution, or the one that there is. */
export function rangeText(costs: Costs): string {
  const { min, max } = summarize(costs);
  return min === max ? count(min) : `${count(min)} … ${count(max)}`;
}
