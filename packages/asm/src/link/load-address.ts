/**
 * Load addresses: where a section's bytes are put before the program runs, from where it may copy them
 * [ld §3.6.8.2]. They follow the run-time addresses unless the script says otherwise.
 */

import { SHT_NOBITS } from '@ireko/elf';
import { alignUp, wrap } from './evaluate.ts';
import { type Region, type Regions, regionsOf } from './memory-region.ts';
import { isAllocated, type OutputSection, typeOf } from './output.ts';
import type { Named } from './script.ts';
import { isThreadLocalZeros } from './tls.ts';

/** A section with its address and size, for which a load address is wanted. */
export interface LoadInput {
  readonly output: OutputSection;
  readonly region: Region;
  /** What the script says it is; undefined if nothing. */
  readonly given: bigint | undefined;
  /** What the section was aligned to, which moved it by `skipped` bytes. */
  readonly align: number;
  readonly skipped: bigint;
  /** The alignment that the script asks for. */
  readonly askedAlign: number;
}

/** Gives load addresses to the sections of one walk. */
export class LoadAddresses {
  readonly #regions: Regions;
  readonly #named: (name: Named) => Region | undefined;
  /** The regions that the script says for the section before, be it there or not. */
  #before: { readonly region?: Region; readonly loadRegion?: Region | undefined } = {};

  /** @param named a region by its name, which is a mistake if nothing declares it. */
  constructor(regions: Regions, named: (name: Named) => Region | undefined) {
    this.#regions = regions;
    this.#named = named;
  }

  /** Passes an output section of the script: the load region that is its own or that it shares. */
  enter(output: OutputSection): Region | undefined {
    const { region: runs, loadRegion: loads } = regionsOf(output);
    const name = runs ?? loads;
    const region = (name && this.#named(name)) ?? this.#regions.anywhere;
    const { statement } = output;
    const isAlone = statement?.loadAddress !== undefined || statement?.address !== undefined;
    const isShared = !isAlone && this.#before.region === region;
    const loadRegion = loads ? this.#named(loads) : isShared ? this.#before.loadRegion : undefined;
    this.#before = { region, loadRegion };
    return loadRegion;
  }

  /** Sets the load address of a section; returns the region that it fills, if not the one it runs in. */
  place(input: LoadInput, loadRegion: Region | undefined): Region | undefined {
    const { output, region, given, align, skipped, askedAlign } = input;
    const filled = given === undefined ? loadRegion : undefined;
    if (filled !== undefined) {
      const asked = filled === region ? align : askedAlign;
      output.loadAddress = output.statement?.alignsWithInput
        ? filled.next + skipped
        : alignUp(filled.next, BigInt(asked));
    } else output.loadAddress = given ?? besideLast(output, region, align);
    if (isFollowed(output, region) && loadRegion === undefined) region.last = output;
    const takesRoom = typeOf(output) !== SHT_NOBITS || output.statement?.alignsWithInput;
    if (filled === undefined || filled === region || !takesRoom || !isAllocated(output))
      return undefined;
    filled.next = output.loadAddress + BigInt(output.size);
    return filled;
  }
}

/** As far from its address as that of the section before in the region; the address if that goes back. */
function besideLast(output: OutputSection, { last }: Region, align: number): bigint {
  const { address } = output;
  if (last === undefined || !isAllocated(output)) return address;
  const size = BigInt(output.size);
  if (address < last.address && size > 0n && address + size <= last.address) return address;
  return wrap(alignUp(address + last.loadAddress - last.address, BigInt(align)));
}

/** Whether the sections behind are loaded as this one is. */
function isFollowed(output: OutputSection, { last }: Region): boolean {
  if (!isAllocated(output) || isThreadLocalZeros(output)) return false;
  if (output.size > 0) return true;
  return last === undefined
    ? output.loadAddress !== output.address
    : output.address >= last.address;
}
