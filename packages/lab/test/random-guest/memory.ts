/** What is in a random guest's memory when it begins, besides its instructions. */

import type { Draws } from './draws.ts';
import {
  A,
  D,
  DATA,
  DATA_PAGES,
  entry,
  LARGE,
  PAGE,
  PROGRAM,
  R,
  RAM,
  TABLES,
  table,
  tableAt,
  U,
  V,
  W,
  X,
} from './layout.ts';

/** Page tables of both kinds, and what the data are at first. */
export function fillMemory(
  view: DataView,
  { pick, chance, word, flags, windowEntry }: Draws,
): void {
  const setEntry = (page: number, index: number, value: bigint) =>
    view.setBigUint64(tableAt(page) - RAM + 8 * index, BigInt.asUintN(64, value), true);

  // Both tables reach all of the first 2 MiB, each in its own way; the second as a superpage; and the window.
  for (const [root, middle, leaves, own] of [
    [table.rootA, table.middleA, table.leavesA, 0n],
    [table.rootB, table.middleB, table.leavesB, U],
  ] as const) {
    setEntry(root, 0, entry(0, V | R | W | A | D | pick([U, 0n])));
    setEntry(root, 1, entry(tableAt(table.middleW), V));
    setEntry(root, 2, entry(tableAt(middle), V));
    setEntry(middle, 0, entry(tableAt(leaves), V));
    setEntry(middle, 1, entry(LARGE, V | R | W | A | D | pick([U, 0n]) | pick([X, 0n])));
    for (let page = 0; page < 0x60; page++) {
      const at = RAM + page * PAGE;
      let bits = V | pick([R | W, R | W, R | W | X, R]) | pick([U, 0n]) | pick([A | D, A, 0n]);
      if (at < PROGRAM) bits = V | R | X | pick([A, 0n]);
      else if (at < TABLES) bits = V | R | X | own | pick([A, 0n]);
      else if (at < DATA) bits = V | R | A;
      setEntry(leaves, page, entry(at, bits));
    }
  }
  for (const [root, higher, highest] of [
    [table.rootA, table.rootA48, table.rootA57],
    [table.rootB, table.rootB48, table.rootB57],
  ] as const) {
    setEntry(higher, 0, entry(tableAt(root), V));
    setEntry(highest, 0, entry(tableAt(higher), V));
  }
  setEntry(table.middleW, 0, entry(tableAt(table.leavesW), V));
  for (const index of [1, 2]) setEntry(table.middleW, index, entry(LARGE, flags()));
  for (let index = 0; index < 16; index++) setEntry(table.leavesW, index, windowEntry());
  for (let at = DATA; at < DATA + DATA_PAGES * PAGE; at += 4)
    if (chance(8)) view.setUint32(at - RAM, Number(word()), true);
}

/** Descriptors, a ring of them that is full, and headers of requests: of which little makes sense. */
export function fillQueues(view: DataView, { random, pick, queueAddress }: Draws): void {
  for (let page = 0; page < 4; page++) {
    const start = DATA - RAM + page * PAGE;
    for (let at = start; at < start + 2048; at += 16) {
      view.setBigUint64(at, BigInt(queueAddress()), true);
      view.setUint32(at + 8, pick([16, 1, 512, 4096, 2 ** 32 - 1, random(2 ** 20)]), true);
      view.setUint16(at + 12, random(8), true);
      view.setUint16(at + 14, pick([random(8), random(2 ** 16)]), true);
    }
    view.setUint16(start + 2050, random(2 ** 16), true);
    for (let at = start + 2052; at < start + PAGE; at += 2) view.setUint16(at, random(16), true);
  }
}
