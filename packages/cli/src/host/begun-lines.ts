/**
 * Lines that guests of the VMM have begun and not ended, such as a prompt: the VMM prints lines when they are
 * complete, so that those of several guests do not mix.
 */

import { VmmView, vmmSymbols } from '@ireko/lab';
import type { Machine } from '@ireko/machine';

/** What the consoles of the guests do not show yet. */
export interface BegunLines {
  /** That of the guest which reads what is typed, after its name; empty if it has begun none. */
  readonly current: () => string;
  /** Those of all guests. */
  readonly all: () => readonly string[];
}

/** @param image the VMM with its guests, which the machine runs. */
export function begunLines(image: Uint8Array, machine: Machine): BegunLines {
  const symbols = vmmSymbols(image);
  if (!symbols) throw new Error('the VMM has no symbols');
  const view = new VmmView(symbols, machine);
  const lineOf = (vm: bigint) => {
    const line = view.begunLine(vm);
    return line === '' ? '' : `${view.name(vm)}| ${line}`;
  };
  return {
    current: () => (view.reader === undefined ? '' : lineOf(view.reader)),
    all: () => view.all.map(lineOf).filter((line) => line !== ''),
  };
}
