/**
 * Generates the WebAssembly module of a region: the way in, and its body [region-writer.ts].
 *
 * The function takes the count of instructions begun and gives the new one; where it has come to
 * it leaves in the slot `pc`, with all registers in their slots. It returns at once, having done
 * nothing, if the code is not where it was when it was translated, or if the limit is near.
 */

import { fetchTlbEntries, fetchTlbEntry, slot } from '../../hart/layout.ts';
import type { Callable, FunctionBuilder } from '../../wasm/function-builder.ts';
import { ModuleBuilder } from '../../wasm/module-builder.ts';
import type { ValueType } from '../../wasm/opcode.ts';
import { importForRegion } from '../callees.ts';
import { Exits } from './exits.ts';
import { analyse } from './flow.ts';
import type { Region } from './region.ts';
import { type RegionPlace, RegionWriter } from './region-writer.ts';

/** A region's function: instructions begun so far and guest calls that are open → instructions begun. */
export const regionParameters: readonly ValueType[] = ['i64', 'i32'];
export const regionResults: readonly ValueType[] = ['i64'];

/** The module's bytes; it exports `region`. */
export function regionModule(region: Region, place: RegionPlace): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const callees = importForRegion(module, region.floatOperations);
  const exits = new Exits(module, region.entry);
  const flow = analyse(region);
  const body = module.define(regionParameters, regionResults, (f, self) =>
    new RegionWriter(f, region.entry, flow, place, callees, exits, self).write(),
  );
  module.define(
    regionParameters,
    regionResults,
    (f) => writeEntry(f, region.entry, place, body),
    'region',
  );
  return module.build();
}

/** The way in: goes back unless instruction fetches find all pages where they were. */
function writeEntry(f: FunctionBuilder, pc: bigint, place: RegionPlace, body: Callable): void {
  const [begun, depth] = f.parameters;
  if (!begun || !depth) throw new Error('a region has two parameters');
  f.block((moved) => {
    for (const { page, addend } of place.pages) {
      const index = Number((page >> 12n) & BigInt(fetchTlbEntries - 1)) << fetchTlbEntry.shift;
      f.at('i32.load', slot.fetchTlb).memory('i64.load', index + fetchTlbEntry.page);
      f.i64(page).op('i64.ne').brIfRarely(moved);
      f.at('i32.load', slot.fetchTlb).memory('i32.load', index + fetchTlbEntry.addend);
      f.i32(addend).op('i32.ne').brIfRarely(moved);
    }
    f.get(begun).get(depth).returnCall(body);
  });
  f.at('i64.store', slot.pc, () => f.i64(pc));
  f.get(begun);
}
