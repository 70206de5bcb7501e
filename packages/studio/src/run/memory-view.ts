/** What is in memory at a place that people name: by a number, a register or a symbol. */

import { registerNumber } from '@ireko/isa';
import type { Memory } from '../messages.ts';
import type { Computer } from './computer.ts';

/** How much is shown. */
const shownBytes = 256;

/** Memory from there on, as what executes now sees it; none where the name means nothing. */
export function memoryAt(
  computer: Computer,
  asked: string,
  watches: readonly { readonly start: number; readonly end: number }[],
): Memory {
  const { machine } = computer;
  const place = asked.trim();
  const address = addressOf(computer, place);
  if (address === undefined)
    return { place, address: 0n, target: undefined, bytes: new Uint8Array(), watched: new Set() };
  const target = BigInt.asUintN(64, address);
  const start = target & ~0xfn;
  const bytes = machine.debug.read(machine.hart.id, start, shownBytes);
  const isWatched = (offset: number) => {
    const at = machine.physicalOf(start + BigInt(offset)) ?? -1;
    return watches.some((each) => each.start <= at && at < each.end);
  };
  const offsets = watches.length === 0 ? [] : [...bytes.keys()];
  return { place, address: start, target, bytes, watched: new Set(offsets.filter(isWatched)) };
}

/** The value of a number, a register or a symbol of what executes; undefined: the name means nothing. */
export function addressOf(
  { machine: { hart }, locator, code }: Computer,
  place: string,
): bigint | undefined {
  if (/^(0x[0-9a-f]+|\d+)$/i.test(place)) return BigInt(place);
  if (place === 'pc') return hart.pc;
  const register = registerNumber(place);
  if (register !== undefined) return hart.register(register);
  return code.at(locator.at(), hart.pc)?.valueOf(place);
}
