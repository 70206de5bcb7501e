/** Generated code selects the TLBs that the MMU selects, in each mode and with each status, while harts take turns. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeSelectTlbs } from '../../src/engines/select-tlbs.ts';
import { Harts } from '../../src/hart/harts.ts';
import { dataTlbs, regimeRow, regimes, slot } from '../../src/hart/layout.ts';
import { ModuleBuilder } from '../../src/wasm/module-builder.ts';
import { WebAssembly } from '../../src/wasm/webassembly.ts';
import { tried } from '../property.ts';

const RAM_BYTES = 2 ** 16;
const HARTS = 3;
const [MPP, MPRV, SUM, MXR, MPV] = [11n, 17n, 18n, 19n, 39n];

/** The generated function for some harts, and how often it asked the host. */
function generated(harts: Harts): { readonly select: () => void; readonly asked: () => number } {
  let count = 0;
  const module = new ModuleBuilder();
  const host = module.import('selectTlbs', [], []);
  module.define([], [], (f) => writeSelectTlbs(f, host), 'privilegeChanged');
  const selectTlbs = () => {
    count++;
    harts.mmu.privilegeChanged();
  };
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  const env = { memory: harts.running.memory, table, selectTlbs };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env });
  return { select: exports['privilegeChanged'] as () => void, asked: () => count };
}

const selected = ({ running }: Harts) => {
  const slots = [
    'dataRow',
    'dataTlb',
    'fetchTlb',
    'fetchStamp',
    'fetchPage',
    'selections',
  ] as const;
  return slots.map((name) => [name, running.get(slot[name])]);
};

const bit = (at: bigint) => fc.constantFrom(0n, 1n << at);
const status = fc.tuple(bit(SUM), bit(MXR)).map(([sum, mxr]) => sum | mxr);
const change = fc.record({
  hart: fc.oneof(
    { weight: 30, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: HARTS - 1 }) },
  ),
  mode: fc.constantFrom([0n, 0n], [1n, 0n], [3n, 0n], [0n, 1n], [1n, 1n]),
  lent: fc
    .tuple(bit(MPRV), fc.constantFrom(0n, 1n, 3n), bit(MPV))
    .map(([mprv, mpp, mpv]) => mprv | (mpp << MPP) | mpv),
  mstatus: status,
  vsstatus: status,
});

test('generated code selects the TLBs that the MMU selects', () => {
  const ways = new Set<bigint>();
  let asked = 0;
  let selections = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 200, maxLength: 200 }), (changes) => {
      const [ours, theirs] = [new Harts(HARTS, RAM_BYTES, 0n), new Harts(HARTS, RAM_BYTES, 0n)];
      const code = generated(ours);
      for (const { hart, mode, lent, mstatus, vsstatus } of changes) {
        for (const harts of [ours, theirs]) {
          if (hart !== undefined && hart !== harts.running.id) harts.switchTo(hart);
          const { running } = harts;
          // Another hart may have been given its TLB meanwhile.
          const used = running.low(running.low(slot.dataRow) + regimeRow.dataTlb);
          expect(running.low(slot.dataTlb)).toBe(used);
          running.setState('privilege', mode[0] ?? 0n);
          running.setState('virtual', mode[1] ?? 0n);
          running.setState('mstatus', mstatus | lent);
          running.setState('vsstatus', vsstatus);
        }
        code.select();
        theirs.mmu.privilegeChanged();
        expect(selected(ours)).toEqual(selected(theirs));
        ways.add(ours.running.get(slot.dataRow));
      }
      asked += code.asked();
      selections += changes.length;
    }),
    tried(10),
  );
  // All ways of all harts, which are more than there are TLBs; and many of them by generated code alone.
  expect(ways.size).toBe(HARTS * regimes);
  expect(ways.size).toBeGreaterThan(dataTlbs);
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(selections * 0.9);
});
