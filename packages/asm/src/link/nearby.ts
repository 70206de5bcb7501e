/**
 * The section under which a symbol is listed whose own section is empty and not in the file: one beside it,
 * that which would share its segment [binutils 2.40, `_bfd_nearby_section`].
 */

import type { OutputSection } from './output.ts';
import { ALLOC, CODE, LOAD, natureOfOutput, READONLY, TLS } from './section-nature.ts';

/**
 * Of the sections before and behind one that is not there, the one to take; undefined if there is none.
 * @param all the output's sections in their order, also those that are not there.
 * @param address of the symbol.
 */
export function nearbySection(
  absent: OutputSection,
  all: readonly OutputSection[],
  isThere: (section: OutputSection) => boolean,
  address: bigint,
): OutputSection | undefined {
  const at = all.indexOf(absent);
  const before = all.slice(0, Math.max(at, 0)).findLast(isThere);
  const behind = all.slice(at + 1).find(isThere);
  if (before === undefined || behind === undefined) return before ?? behind;
  const flags = [absent, before, behind].map((each) => natureOfOutput(each)?.flags ?? 0);
  const [own = 0, flagsBefore = 0, flagsBehind = 0] = flags;
  const differ = flagsBefore ^ flagsBehind;
  const unlike = flagsBehind ^ own;
  const onlyBeforeIsLoaded = (flagsBefore & LOAD) !== 0 && (flagsBehind & LOAD) === 0;
  if ((differ & (ALLOC | TLS | LOAD)) !== 0)
    return (unlike & (ALLOC | TLS)) !== 0 || onlyBeforeIsLoaded ? before : behind;
  for (const flag of [READONLY, CODE])
    if ((differ & flag) !== 0) return (unlike & flag) !== 0 ? before : behind;
  return address < behind.address ? before : behind;
}
