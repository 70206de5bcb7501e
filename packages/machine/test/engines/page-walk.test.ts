/** Page walks and fences in generated code leave TLBs as those of the MMU do, and fault alike. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ramBase } from '../../src/board/memory-map.ts';
import { writeFenceAll, writeFencePage } from '../../src/engines/fences.ts';
import { writeWalk } from '../../src/engines/page-walk.ts';
import { FAULTED, writeSecondStage } from '../../src/engines/translation-stage.ts';
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
/** Those of the second stage, by which a guest's physical address leads to itself. */
const [SECOND_ROOT, SECOND_MIDDLE, SECOND_LEAVES] = [16, 20, 21];
/** What guest-physical addresses have more than virtual ones: by it, another page of the root has the same. */
const HIGH = 2 ** 40;
/** Roots above those of Sv39. */
const [ROOT_4, SECOND_ROOT_4] = [22, 24];
const SMALL = 2 ** 30;
const [V, W, U, RWX, AD] = [1n, 4n, 0x10n, 0xen, 0xc0n];
/** Pages with other entries than the rest. */
const [READ_ONLY, UNSEEN, ABSENT] = [3, 4, 5];
const [SV39, SV48] = [8n, 9n];
const SUM = 1n << 18n;

const kinds = ['read', 'write', 'execute'] as const;
type Kind = (typeof kinds)[number];

/** How a supervisor's or a guest's addresses are translated: modes of a root register, or none. */
interface Ways {
  readonly isGuest: boolean;
  readonly first: bigint;
  readonly second: bigint;
}
const supervisor: Ways = { isGuest: false, first: SV39, second: 0n };

const number = (page: number) => BigInt(ramBase / PAGE + page);

function mapped({ isGuest, first, second }: Ways, ramBytes = RAM_BYTES): Harts {
  const harts = new Harts(1, ramBytes, 0n);
  const { running: hart, mmu } = harts;
  const put = (table: number, index: number, page: number, flags: bigint) =>
    hart.set(RAM + table * PAGE + index * 8, (number(page) << 10n) | V | flags);
  put(ROOT_4, 0, ROOT, 0n);
  put(ROOT, 0, 0, RWX | AD);
  put(ROOT, 1, MIDDLE, 0n);
  put(MIDDLE, 0, LEAVES, 0n);
  put(SECOND_ROOT_4, 0, SECOND_ROOT, 0n);
  put(SECOND_ROOT, ramBase / 2 ** 30, SECOND_MIDDLE, 0n);
  put(SECOND_ROOT + HIGH / 2 ** 39, ramBase / 2 ** 30, SECOND_MIDDLE, 0n);
  put(SECOND_MIDDLE, 0, SECOND_LEAVES, 0n);
  for (let page = 0; page < PAGES; page++) {
    put(LEAVES, page, page, RWX | AD);
    put(SECOND_LEAVES, page, page, RWX | AD | U);
  }
  put(LEAVES, READ_ONLY, READ_ONLY, (RWX ^ W) | AD);
  put(LEAVES, UNSEEN, UNSEEN, RWX);
  hart.set(RAM + LEAVES * PAGE + ABSENT * 8, 0n);
  const root = (mode: bigint, three: number, four: number) =>
    mode === 0n ? 0n : (mode << 60n) | number(mode === SV39 ? three : four);
  hart.setState(isGuest ? 'vsatp' : 'satp', root(first, ROOT, ROOT_4));
  hart.setState('hgatp', root(second, SECOND_ROOT, SECOND_ROOT_4));
  hart.setState('virtual', isGuest ? 1n : 0n);
  hart.setState('pmpaddr0', 2n ** 54n - 1n);
  hart.setState('pmpcfg0', 0x1fn);
  hart.setState('privilege', 1n);
  mmu.protectionChanged();
  mmu.privilegeChanged();
  return harts;
}

const halves = (address: number): [low: number, high: number] => [
  address >>> 0,
  Math.floor(address / 2 ** 32),
];

/** The generated functions for some harts, and how often they asked the host. */
function generated({ running: hart, mmu }: Harts) {
  let asked = 0;
  const module = new ModuleBuilder();
  const hostForPage = module.import('forgetPage', ['i32'], []);
  const hostForAll = module.import('forget', ['i32'], []);
  const shape = dataTlbShape(hart.ramBytes, 1);
  module.define(['i64', 'i32'], [], (f) => writeFencePage(f, shape, hostForPage), 'fencePage');
  module.define(['i32'], [], (f) => writeFenceAll(f, shape, hostForAll), 'fenceAll');
  const second = module.define(['i64', 'i64', 'i64'], ['i64'], (f) =>
    writeSecondStage(f, shape.watched),
  );
  for (const kind of kinds)
    module.define(['i64'], ['i64'], (f) => writeWalk(f, kind, shape, second), kind);
  const whose = (isGuest: number) => (isGuest ? 'guest' : 'supervisor');
  const forgetPage = (isGuest: number) => {
    asked++;
    mmu.forgetPage(whose(isGuest), hart.low(slot.exchange), hart.high(slot.exchange));
  };
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  const forget = (isGuest: number) => {
    asked++;
    mmu.forget(whose(isGuest));
  };
  const env = { memory: hart.memory, table, forgetPage, forget };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env });
  const fencePage = exports['fencePage'] as (address: bigint, isGuest: number) => void;
  const fenceAll = exports['fenceAll'] as (isGuest: number) => void;
  /** Makes an access that no TLB knows. @returns what the MMU returns. */
  const walk = (kind: Kind, address: number) => {
    const place = Number((exports[kind] as (address: bigint) => bigint)(BigInt(address)));
    if (place >= 0) return place + ramBase;
    if (place === FAULTED) return FAULT;
    asked++;
    return mmu.translate(...halves(address), 1, kind);
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
const start = (weight: number, at: number) => ({ weight, arbitrary: fc.constant(at) });
/** Where entries for pages are, for all at once, where addresses lead to themselves, and where none does. */
const address = fc
  .tuple(
    fc.oneof(
      ...[start(16, SMALL), start(2, 0), start(2, ramBase)],
      ...[start(2, HIGH + ramBase), start(1, 2 ** 50)],
    ),
    page,
  )
  .map(([start, number]) => start + number * PAGE);
const accesses = fc.record({ do: fc.constantFrom(...kinds), address });
const step = fc.oneof(
  { weight: 4, arbitrary: accesses },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fence' as const), address }) },
  fc.record({ do: fc.constant('watch' as const), page, on: fc.boolean() }),
  fc.record({ do: fc.constant('sum' as const), status: fc.constantFrom(0n, SUM) }),
  fc.record({ do: fc.constant('fence all' as const) }),
);
/** Entries for pages, or what leads to them, become anything; and modes and PMP. */
const changing = fc.oneof(
  { weight: 12, arbitrary: accesses },
  { weight: 4, arbitrary: step },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('entry' as const),
      at: fc.oneof(
        { weight: 4, arbitrary: fc.tuple(fc.constantFrom(LEAVES, SECOND_LEAVES), page) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(ROOT, MIDDLE, LEAVES).map((table) => [SECOND_LEAVES, table]),
        },
        fc.constantFrom([MIDDLE, 0], [SECOND_MIDDLE, 0]),
      ),
      to: page,
      flags: fc.oneof(
        // All but one of the bits; or no accessed and dirty bits.
        fc.integer({ min: 0, max: 7 }).map((bit) => (RWX | AD | U | V) & ~(1n << BigInt(bit))),
        fc.constantFrom(RWX | V, RWX | U | V),
        fc.bigInt({ min: 0n, max: 0xffn }),
        fc
          .tuple(fc.bigInt({ min: 0n, max: 0xffn }), fc.bigInt({ min: 0n, max: 0x3ffn }))
          .map(([flags, upper]) => flags | (upper << 54n)),
      ),
    }),
  },
  fc.record({ do: fc.constant('level' as const), privilege: fc.constantFrom(0n, 1n) }),
  fc.record({
    do: fc.constant('protect' as const),
    // All is open; or some pages may only be read, or not at all.
    end: fc.constantFrom(0, SECOND_ROOT, SECOND_LEAVES + 1),
    config: fc.constantFrom(0n, 1n),
  }),
);
type Step = typeof changing extends fc.Arbitrary<infer T> ? T : never;

/** Does to both computers what no walk and no fence is. */
function change({ mmu, running }: Harts, what: Step): void {
  if (what.do === 'watch') mmu.watchWrites(RAM + what.page * PAGE, what.on);
  else if (what.do === 'entry') {
    const [table = 0, index = 0] = what.at;
    running.set(RAM + table * PAGE + index * 8, (number(what.to) << 10n) | what.flags);
    for (const whose of ['supervisor', 'guest'] as const) mmu.forget(whose);
  } else if (what.do === 'protect') {
    running.setState('pmpaddr0', number(what.end) << 10n);
    running.setState('pmpaddr1', 2n ** 54n - 1n);
    running.setState('pmpcfg0', (0x1fn << 8n) | 0x08n | what.config);
    mmu.protectionChanged();
  } else {
    if (what.do === 'level') running.setState('privilege', what.privilege);
    if (what.do === 'sum') {
      running.setState('mstatus', what.status);
      running.setState('vsstatus', what.status);
    }
    mmu.privilegeChanged();
  }
}

/** Takes the same steps in generated code and by the MMU. @returns how many there were, and the host was asked. */
function compare(
  ways: Ways,
  steps: readonly Step[],
): { readonly made: number; readonly asked: number } {
  const [ours, theirs] = [mapped(ways), mapped(ways)];
  const code = generated(ours);
  const whose = ways.isGuest ? 'guest' : 'supervisor';
  let made = 0;
  for (const what of steps) {
    if (what.do === 'fence') {
      code.fencePage(BigInt(what.address), ways.isGuest ? 1 : 0);
      theirs.mmu.forgetPage(whose, ...halves(what.address));
    } else if (what.do === 'fence all') {
      code.fenceAll(ways.isGuest ? 1 : 0);
      theirs.mmu.forget(whose);
    } else if ('address' in what) {
      const there = theirs.mmu.translate(...halves(what.address), 1, what.do);
      const isHit = areAlike(ours, theirs) && there !== FAULT;
      if (!isHit) expect(code.walk(what.do, what.address)).toBe(there);
    } else {
      for (const harts of [ours, theirs]) change(harts, what);
      continue;
    }
    made++;
    for (const { running } of [ours, theirs]) running.set(slot.exchange, 0n);
    expect(areAlike(ours, theirs)).toBe(true);
  }
  return { made, asked: code.asked() };
}

const guest: Ways = { isGuest: true, first: SV39, second: SV39 };

test.each([
  ['a supervisor', supervisor],
  ['a guest', guest],
])('walks and fences for %s in generated code do what those of the MMU do', (_, ways) => {
  let [made, asked] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 100 }), (steps) => {
      const one = compare(ways, steps);
      made += one.made;
      asked += one.asked;
    }),
    tried(5),
  );
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(made / 3);
});

test('so they do in one stage or two of any modes, with any entries', () => {
  const mode = fc.constantFrom(0n, SV39, SV39, SV48);
  const ways = fc.record({ isGuest: fc.boolean(), first: mode, second: mode });
  let [made, asked] = [0, 0];
  fc.assert(
    fc.property(ways, fc.array(changing, { minLength: 60, maxLength: 60 }), (ways, steps) => {
      const one = compare(ways, steps);
      made += one.made;
      asked += one.asked;
    }),
    tried(30),
  );
  expect(asked).toBeLessThan(made / 2);
});

test('a fence in generated code leaves a TLB to the host of which more was used than is listed', () => {
  const [ours, theirs] = [mapped(supervisor, MANY * PAGE), mapped(supervisor, MANY * PAGE)];
  const code = generated(ours);
  for (const { mmu, running } of [ours, theirs]) {
    running.setState('satp', 0n);
    for (let number = 0; number < MANY; number++)
      mmu.translate(ramBase + number * PAGE, 0, 1, 'read');
  }
  code.fenceAll(0);
  theirs.mmu.forget('supervisor');
  expect(code.asked()).toBe(1);
  expect(areAlike(ours, theirs)).toBe(true);
});
