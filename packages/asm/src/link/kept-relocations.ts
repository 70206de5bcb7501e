/**
 * Relocations that stay in the output: all of them in an object that is made of others (`-r`), and
 * with `--emit-relocs` those that have been applied, for tools that move or change the code again.
 */

import { type ElfSymbol, R, type Relocation, Relocations, STT_SECTION } from '@ireko/elf';
import { isDebug } from '../tools/section-flags.ts';
import { addressAt, type InputSection } from './input.ts';
import { type OutputSection, placedInputs } from './output.ts';
import type { OutputSymbols } from './output-symbols.ts';
import { RELAXED } from './relaxed.ts';
import { placeOf } from './target.ts';

/** What the relocations of a section are in the output. */
export interface KeptContext {
  readonly symbols: OutputSymbols;
  readonly gp: bigint;
  /** An object's relocations count from their section, those of an executable are addresses. */
  readonly isObject: boolean;
}

/** The relocations of an output section, in order. */
export function keptRelocations(output: OutputSection, context: KeptContext): Relocations {
  const from = context.isObject ? 0 : Number(output.address);
  return Relocations.from(
    placedInputs(output).flatMap(([input, { offset }]) =>
      [...input.relocations].flatMap((each) => kept(each, input, from + offset, context)),
    ),
  );
}

/** The relocation; an idle one if what it refers to is left out, and none in a mere description. */
function kept(
  relocation: Relocation,
  input: InputSection,
  start: number,
  { symbols, gp, isObject }: KeptContext,
): Relocation[] {
  const { symbol: named, type, addend } = relocation;
  const offset = start + input.cuts.moved(relocation.offset);
  if (named === undefined) return [{ ...relocation, offset }];
  const symbol = symbols.of(named, input.object);
  if (symbol === undefined) {
    if (isObject && isDebug(input.section.name)) return [];
    return [{ offset, type: R.R_RISCV_NONE, symbol: undefined, addend: 0n }];
  }
  const isFromGp = type === RELAXED.GPREL_I || type === RELAXED.GPREL_S;
  const inSection = named.type === STT_SECTION ? placeInOutput(named, addend, input) : addend;
  return [{ offset, type, symbol, addend: isFromGp ? addend - gp : inSection }];
}

/** Bytes from the start of the output section of what a section's symbol and an addend name. */
function placeInOutput({ section }: ElfSymbol, addend: bigint, user: InputSection): bigint {
  const input = typeof section === 'string' ? undefined : placeOf(section, user);
  if (input?.output === undefined) return addend;
  const address = input.merged ? addressAt(input, addend) : input.address + addend;
  return address - input.output.address;
}
