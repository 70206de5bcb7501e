/**
 * When to fill and to forget shadow page tables: what guests with page tables cost by each policy
 * that a virtual machine can be given. [docs/experiments.md]
 *
 * Counted as in techniques.ts.
 */

import { count, type ExitReport, mergeCosts, summarize, table } from '@ireko/lab';
import { shadowPolicies, type Technique } from '@ireko/vmm';
import type { Experiment } from './experiment.ts';
import {
  bareInstructions,
  exitsOf,
  type Guest,
  imageOf,
  monitorWithDisk,
  pageFaults,
  vmmInstructions,
} from './techniques.ts';

/** Each page is touched once, and gone; and processes that are switched and swapped. */
const guests: readonly Guest[] = [pageFaults, monitorWithDisk];
/** Those that have shadow tables of guests' pages. */
const techniques: readonly Technique[] = ['trap', 'tvm'];

export const shadows: Experiment = {
  summary: 'when to fill and to forget shadow page tables, by each policy',
  run() {
    const text = [
      'How many times as many instructions as on the bare machine, and how often a shadow table was filled',
      '',
      table(
        ['guest', 'technique', ...shadowPolicies.flatMap((policy) => [policy, 'fills'])],
        guests.flatMap((guest) => {
          const bare = bareInstructions(guest);
          return techniques.map((technique) => [
            guest.name,
            technique,
            ...shadowPolicies.flatMap((policy) => {
              const image = imageOf(guest, technique, policy);
              const ratio = vmmInstructions(image, guest) / bare;
              return [`×${ratio.toFixed(3)}`, count(fills(exitsOf(image, guest)))];
            }),
          ]);
        }),
      ),
      '',
    ].join('\n');
    return { text };
  },
};

/** How often a guest was left because its shadow tables lacked a page. */
const fills = (exits: readonly ExitReport[]): number =>
  summarize(
    mergeCosts(
      exits
        .filter(({ service, name }) => service === 'memory' && name !== 'mprv')
        .map(({ costs }) => costs),
    ),
  ).times;
