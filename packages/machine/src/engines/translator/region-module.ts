/**
 * Generates the WebAssembly module of a region: a function that is the way in, and then its body [region-writer.ts].
 *
 * The function takes the count of instructions begun and gives the new one; where it has come to
 * it leaves in the slot `pc`, with all registers in their slots. It returns at once, having done
 * nothing, if the code is not where it was when it was translated, or if the limit is near.
 */

import { fetchTlbEntries, fetchTlbEntry, slot } from '../../hart/layout.ts';
import type { FunctionBuilder, Global, Local } from '../../wasm/function-builder.ts';
import { ModuleBuilder } from '../../wasm/module-builder.ts';
import type { ValueType } from '../../wasm/opcode.ts';
import { importForRegion } from '../callees.ts';
import { Exits } from './exits.ts';
import { analyse, type Flow } from './flow.ts';
import { MISSED } from './leaving.ts';
import type { Region } from './region.ts';
import { type RegionPlace, RegionWriter } from './region-writer.ts';

/** A region's function: instructions begun so far and guest calls that are open → instructions begun. */
export const regionParameters: readonly ValueType[] = ['i64', 'i32'];
export const regionResults: readonly ValueType[] = ['i64'];

export interface RegionModule {
  /** The module, which exports `region`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The offsets at which the region can be entered besides its entry. */
  readonly ways: readonly number[];
}

export function regionModule(region: Region, place: RegionPlace): RegionModule {
  const module = new ModuleBuilder();
  const callees = importForRegion(module, region.floatOperations);
  const exits = new Exits(module, region.entry);
  const flow = analyse(region);
  const type = module.type(regionParameters, regionResults);
  const checked = module.global(NEVER);
  module.define(
    regionParameters,
    regionResults,
    (f, self) => {
      const way = f.local('i32');
      f.scope(() => writeEntry(f, region.entry, flow, place, { checked, way }));
      const { entry } = region;
      new RegionWriter(f, flow, place, { entry, self, type, callees, exits }, way).write();
    },
    'region',
  );
  return { bytes: module.build(), ways: flow.ways.map(({ pc }) => pc) };
}

/** No stamp of a TLB. */
const NEVER = -1;

/** What the way in sets. */
interface Entered {
  /** The stamp of the TLB for instructions in which all pages were found last. */
  readonly checked: Global;
  /** The number of the way that leads into the region, 0 for the entry [ways.ts]. */
  readonly way: Local;
}

/**
 * The way in, before all else: returns unless instruction fetches find all pages where they were. Which way it is the
 * slot `pc` says.
 */
function writeEntry(
  f: FunctionBuilder,
  entry: bigint,
  { ways, longestByWays }: Flow,
  place: RegionPlace,
  { checked, way }: Entered,
): void {
  const [begun] = f.parameters;
  if (!begun) throw new Error('a region has two parameters');
  const pc = f.local('i32');
  const leave = () => f.get(begun).op('return');
  f.block((enter) => {
    f.block((moved) => {
      f.getGlobal(checked).at('i64.load', slot.fetchStamp).op('i64.ne');
      f.ifRarely(() => {
        for (const { page, addend } of place.pages) {
          const index = Number((page >> 12n) & BigInt(fetchTlbEntries - 1)) << fetchTlbEntry.shift;
          f.at('i32.load', slot.fetchTlb).memory('i64.load', index + fetchTlbEntry.page);
          f.i64(page).op('i64.ne').brIfRarely(moved);
          f.at('i32.load', slot.fetchTlb).memory('i32.load', index + fetchTlbEntry.addend);
          f.i32(addend).op('i32.ne').brIfRarely(moved);
        }
        f.at('i64.load', slot.fetchStamp).setGlobal(checked);
      });
      if (place.entrances) {
        const { count, most } = place.entrances;
        const times = f.local('i32');
        f.at('i32.load16_u', count).tee(times).i32(most).op('i32.ge_u');
        f.ifRarely(() => {
          f.at('i32.store', slot.pc, () => f.at('i32.load', slot.pc).i32(MISSED).op('i32.or'));
          leave();
        });
        f.at('i32.store16', count, () => f.get(times).i32(1).op('i32.add'));
      }
      if (ways.length > 0) {
        const sorted = [...ways].sort((a, b) => a.pc - b.pc);
        f.at('i32.load', slot.pc)
          .i32(Number(BigInt.asIntN(32, entry)))
          .op('i32.sub')
          .tee(pc);
        f.ifRarely(() => {
          f.get(begun).i64(longestByWays).op('i64.add').at('i64.load', slot.limit);
          f.op('i64.gt_u').brIfRarely(moved);
          selectWay(f, sorted, pc, way);
        });
      }
      f.br(enter);
    });
    leave();
  });
}

/** Sets `way` to the number of the way to the offset `pc`, which is one of these: half of them remain after each comparison. */
function selectWay(f: FunctionBuilder, ways: Flow['ways'], pc: Local, way: Local): void {
  const middle = ways.length >> 1;
  const [first, next] = [ways[0], ways[middle]];
  if (!first || !next) return;
  if (middle === 0) {
    f.i32(first.way).set(way);
    return;
  }
  f.get(pc).i32(next.pc).op('i32.lt_s');
  f.if(
    () => selectWay(f, ways.slice(0, middle), pc, way),
    () => selectWay(f, ways.slice(middle), pc, way),
  );
}
