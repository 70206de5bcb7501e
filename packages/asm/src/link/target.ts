/** What a relocation refers to: S + A, and what relaxation asks about it. */

import { type ElfSymbol, type Relocation, type Section, STT_FUNC, STT_SECTION } from '@ireko/elf';
import { isDebug } from '../tools/section-flags.ts';
import { addressAt, type InputSection, isGlobal, sizeOf } from './input.ts';
import { flagsOf, type OutputSection } from './output.ts';
import { type GlobalSymbol, globalAddress, type SymbolTable } from './symbol.ts';

/** The place that a relocation refers to, as of the latest layout. */
export interface Target {
  /** S + A */
  readonly address: bigint;
  /** The symbol is weak and nothing defines it; its address is 0. */
  readonly missing: boolean;
  /** It stands in a section that is not in the executable. */
  readonly discarded: boolean;
  /** Undefined for an absolute symbol. */
  readonly output: OutputSection | undefined;
  /** `SHF_…` of the section it lies in. */
  readonly flags: number;
  /** Bytes of the symbol; 0 for functions of other objects. */
  readonly size: number;
}

const NOWHERE = { missing: false, discarded: false, output: undefined, flags: 0, size: 0 };

/** Undefined if the symbol is. */
export function targetOf(
  { symbol, addend }: Relocation,
  input: InputSection,
  symbols: SymbolTable,
): Target | undefined {
  if (symbol === undefined) return { ...NOWHERE, address: addend };
  if (isGlobal(symbol)) return globalTarget(addend, symbols.get(symbol.name));
  if (typeof symbol.section === 'string') return { ...NOWHERE, address: symbol.value + addend };
  const section = placeOf(symbol.section, input);
  if (section === undefined || isDiscarded(section))
    return { ...NOWHERE, address: addend, discarded: true };
  return {
    address: localAddress(section, symbol, addend),
    missing: false,
    discarded: false,
    output: section.output,
    flags: section.section.flags,
    size: symbol.size,
  };
}

/**
 * Where a section of the user's object is. Debug information of code that another object's replaces
 * speaks of that one if it is as long, as with GNU ld.
 */
export function placeOf(section: Section, user: InputSection): InputSection | undefined {
  const own = user.object.placed.get(section);
  if (own !== undefined || !isDebug(user.section.name)) return own;
  const other = user.object.replacements.get(section);
  return other && sizeOf(other) === section.size ? other : undefined;
}

function globalTarget(addend: bigint, global: GlobalSymbol | undefined): Target | undefined {
  const address = global && globalAddress(global);
  if (global === undefined || address === undefined)
    return global?.isWeak ? { ...NOWHERE, address: addend, missing: true } : undefined;
  const { script, definition } = global;
  if (script !== undefined) {
    const { base: output } = script;
    const flags = output === undefined ? 0 : flagsOf(output);
    return { ...NOWHERE, address: address + addend, output, flags };
  }
  const section = definition?.section;
  if (section && isDiscarded(section)) return { ...NOWHERE, address: addend, discarded: true };
  const isFunction = definition?.symbol.type === STT_FUNC;
  return {
    address: address + addend,
    missing: false,
    discarded: false,
    output: section?.output,
    flags: section?.section.flags ?? 0,
    size: definition === undefined || isFunction ? 0 : definition.symbol.size,
  };
}

/** Whether a section is not in the executable. */
export function isDiscarded({ output }: InputSection): boolean {
  return output === undefined || output.name === '/DISCARD/';
}

/**
 * What a section symbol's addend names may have been merged with others'; any other symbol moves,
 * and its addend counts from there.
 */
function localAddress(section: InputSection, { type, value }: ElfSymbol, addend: bigint): bigint {
  if (type === STT_SECTION && section.merged) return addressAt(section, value + addend);
  return addressAt(section, value) + addend;
}
