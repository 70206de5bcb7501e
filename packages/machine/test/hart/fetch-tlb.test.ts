/** Stamps of TLBs for instructions: as long as one stays in its slot, all that was found is found there again. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ramBase } from '../../src/board/memory-map.ts';
import { Harts } from '../../src/hart/harts.ts';
import { fetchTlbEntries, slot } from '../../src/hart/layout.ts';
import { tried } from '../property.ts';

const PAGE = 4096;
/** Pages of RAM that have an entry for two. */
const pages = [0, 1, 2, fetchTlbEntries, fetchTlbEntries + 1];
const RAM_BYTES = 2 * fetchTlbEntries * PAGE;
const HARTS = 3;
const OPEN = 0x1fn;

const address = (page: number) => ramBase + page * PAGE;
const anyPage = fc.constantFrom(...pages);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fetch' as const), page: anyPage }) },
  fc.record({ do: fc.constant('forgetPage' as const), page: anyPage }),
  fc.record({ do: fc.constant('forgetSupervisor' as const) }),
  fc.record({ do: fc.constant('protect' as const) }),
  fc.record({ do: fc.constant('restore' as const) }),
  fc.record({ do: fc.constant('mode' as const), privilege: fc.constantFrom(0n, 1n, 3n) }),
  fc.record({ do: fc.constant('hart' as const), hart: fc.integer({ min: 0, max: HARTS - 1 }) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(harts: Harts, what: Step): void {
  const { mmu, running } = harts;
  if (what.do === 'fetch') mmu.translate(address(what.page), 0, 4, 'execute');
  else if (what.do === 'forgetPage') mmu.forgetPage('supervisor', address(what.page), 0);
  else if (what.do === 'forgetSupervisor') mmu.forget('supervisor');
  else if (what.do === 'protect') {
    running.setState('pmpaddr1', running.state('pmpaddr1') ^ 1n);
    mmu.protectionChanged();
  } else if (what.do === 'restore') harts.forgetCaches();
  else if (what.do === 'mode') {
    running.setState('privilege', what.privilege);
    mmu.privilegeChanged();
  } else if (what.hart !== running.id) harts.switchTo(what.hart);
}

test('what was found in a TLB with a stamp is in that which has this stamp later', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 200, maxLength: 200 }), (steps) => {
      const harts = new Harts(HARTS, RAM_BYTES, 0n);
      for (let id = 0; id < HARTS; id++) {
        if (id !== harts.running.id) harts.switchTo(id);
        harts.running.setState('pmpaddr0', 2n ** 54n - 1n);
        harts.running.setState('pmpcfg0', OPEN);
        harts.mmu.protectionChanged();
      }
      /** By stamp: which TLB, and what it knew. */
      const known = new Map<number, { readonly tlb: string; readonly pages: Set<number> }>();
      for (const what of steps) {
        take(harts, what);
        const { running, mmu } = harts;
        const stamp = running.number(slot.fetchStamp);
        const tlb = `${running.id} ${running.low(slot.fetchTlb)}`;
        const before = known.get(stamp) ?? { tlb, pages: new Set() };
        known.set(stamp, before);
        expect(tlb).toBe(before.tlb);
        for (const page of pages) {
          const isKnown = mmu.fetchAddend(BigInt(address(page))) !== undefined;
          if (before.pages.has(page)) expect([page, isKnown]).toEqual([page, true]);
          if (isKnown) before.pages.add(page);
        }
        found += before.pages.size;
      }
    }),
    tried(20),
  );
  expect(found).toBeGreaterThan(1000);
});
