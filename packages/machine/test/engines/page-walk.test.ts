/** Page walks and fences in generated code leave TLBs as those of the MMU do, and fault alike. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ramBase } from '../../src/board/memory-map.ts';
import { writeFenceAll, writeFencePage } from '../../src/engines/fences.ts';
import { FAULTED, writeWalk } from '../../src/engines/page-walk.ts';
import { Harts } from '../../src/hart/harts.ts';
import { COUNTS, dataTlbShape, HART, RAM, slot, usedRoom } from '../../src/hart/layout.ts';
import { FAULT } from '../../src/hart/page-tables.ts';
import { ModuleBuilder } from '../../src/wasm/module-builder.ts';
import { WebAssembly } from '../../src/wasm/webassembly.ts';
import { tried } from '../property.ts';

const PAGE = 4096;
const PAGES = 256;
const RAM_BYTES = PAGES * PAGE;
/** More pages than a list of entries used has room for. */
const MANY = usedRoom + 1;
/** Pages of RAM with tables; the others are mapped from `SMALL` on by an entry each, and from 0 on by one for all. */
const [ROOT, MIDDLE, LEAVES] = [0, 1, 2];
const SMALL = 2 ** 30;
const [V, W, RWX, AD] = [1n, 4n, 0xen, 0xc0n];
/** Pages with other entries than the rest. */
const [READ_ONLY, UNSEEN, ABSENT] = [3, 4, 5];
const SV39 = 8n << 60n;
const SUM = 1n << 18n;

const kinds = ['read', 'write', 'execute'] as const;
type Kind = (typeof kinds)[number];

function mapped(ramBytes = RAM_BYTES): Harts {
  const harts = new Harts(1, ramBytes, 0n);
  const { running: hart, mmu } = harts;
  const number = (page: number) => BigInt(ramBase / PAGE + page);
  const put = (table: number, index: number, page: number, flags: bigint) =>
    hart.set(RAM + table * PAGE + index * 8, (number(page) << 10n) | V | flags);
  put(ROOT, 0, 0, RWX | AD);
  put(ROOT, 1, MIDDLE, 0n);
  put(MIDDLE, 0, LEAVES, 0n);
  for (let page = 0; page < PAGES; page++) put(LEAVES, page, page, RWX | AD);
  put(LEAVES, READ_ONLY, READ_ONLY, (RWX ^ W) | AD);
  put(LEAVES, UNSEEN, UNSEEN, RWX);
  hart.set(RAM + LEAVES * PAGE + ABSENT * 8, 0n);
  hart.setState('satp', SV39 | number(ROOT));
  hart.setState('pmpaddr0', 2n ** 54n - 1n);
  hart.setState('pmpcfg0', 0x1fn);
  hart.setState('privilege', 1n);
  mmu.protectionChanged();
  mmu.privilegeChanged();
  return harts;
}

/** The generated functions for some harts, and how often they asked the host. */
function generated({ running: { memory, ramBytes }, mmu }: Harts) {
  let asked = 0;
  const module = new ModuleBuilder();
  const host = module.import('forgetPage', [], []);
  const hostForAll = module.import('forgetSupervisor', [], []);
  const shape = dataTlbShape(ramBytes, 1);
  module.define(['i64'], [], (f) => writeFencePage(f, shape, host), 'fencePage');
  module.define([], [], (f) => writeFenceAll(f, shape, hostForAll), 'fenceAll');
  for (const kind of kinds) module.define(['i64'], ['i64'], (f) => writeWalk(f, kind, shape), kind);
  const forgetPage = () => {
    asked++;
    const view = new DataView(memory.buffer);
    mmu.forgetPage(view.getUint32(slot.exchange, true), view.getUint32(slot.exchange + 4, true));
  };
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  const forgetSupervisor = () => {
    asked++;
    mmu.forget('supervisor');
  };
  const env = { memory, table, forgetPage, forgetSupervisor };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env });
  const fencePage = exports['fencePage'] as (address: bigint) => void;
  const fenceAll = exports['fenceAll'] as () => void;
  /** Makes an access that no TLB knows. @returns what the MMU returns. */
  const walk = (kind: Kind, address: number) => {
    const place = Number((exports[kind] as (address: bigint) => bigint)(BigInt(address)));
    if (place >= 0) return place + ramBase;
    if (place === FAULTED) return FAULT;
    asked++;
    return mmu.translate(address, 0, 1, kind);
  };
  return { fencePage, fenceAll, walk, asked: () => asked };
}

/** Whether two computers have the same state, and TLBs that know the same. */
function areAlike(one: Harts, other: Harts): boolean {
  const parts = ({ running: { bytes } }: Harts) =>
    [bytes.subarray(HART, COUNTS), bytes.subarray(RAM)].map((part) =>
      Buffer.from(part.buffer, part.byteOffset, part.length),
    );
  const others = parts(other);
  return parts(one).every((part, index) => others[index]?.equals(part));
}

const page = fc.integer({ min: LEAVES + 1, max: LEAVES + 8 });
const address = fc
  .tuple(fc.oneof({ weight: 8, arbitrary: fc.constant(SMALL) }, fc.constant(0)), page)
  .map(([start, number]) => start + number * PAGE);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom(...kinds), address }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fence' as const), address }) },
  fc.record({ do: fc.constant('watch' as const), page, on: fc.boolean() }),
  fc.record({ do: fc.constant('sum' as const), status: fc.constantFrom(0n, SUM) }),
  fc.record({ do: fc.constant('fence all' as const) }),
);

test('walks and fences in generated code do what those of the MMU do', () => {
  let [asked, changes] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 100 }), (steps) => {
      const [ours, theirs] = [mapped(), mapped()];
      const code = generated(ours);
      for (const what of steps) {
        if (what.do === 'fence') {
          code.fencePage(BigInt(what.address));
          theirs.mmu.forgetPage(what.address, 0);
        } else if (what.do === 'fence all') {
          code.fenceAll();
          theirs.mmu.forget('supervisor');
        } else if ('address' in what) {
          const there = theirs.mmu.translate(what.address, 0, 1, what.do);
          const isHit = areAlike(ours, theirs);
          if (!isHit) expect(code.walk(what.do, what.address)).toBe(there);
        } else {
          for (const { mmu, running } of [ours, theirs]) {
            if (what.do === 'watch') mmu.watchWrites(RAM + what.page * PAGE, what.on);
            else {
              running.setState('mstatus', what.status);
              mmu.privilegeChanged();
            }
          }
          continue;
        }
        changes++;
        for (const { running } of [ours, theirs]) running.set(slot.exchange, 0n);
        expect(areAlike(ours, theirs)).toBe(true);
      }
      asked += code.asked();
    }),
    tried(5),
  );
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(changes / 3);
});

test('a fence in generated code leaves a TLB to the host of which more was used than is listed', () => {
  const [ours, theirs] = [mapped(MANY * PAGE), mapped(MANY * PAGE)];
  const code = generated(ours);
  for (const { mmu, running } of [ours, theirs]) {
    running.setState('satp', 0n);
    for (let number = 0; number < MANY; number++)
      mmu.translate(ramBase + number * PAGE, 0, 1, 'read');
  }
  code.fenceAll();
  theirs.mmu.forget('supervisor');
  expect(code.asked()).toBe(1);
  expect(areAlike(ours, theirs)).toBe(true);
});
