/**
 * Privilege modes [priv §1.2, §8.1]: a level, and whether the hart runs a guest (V=1). With V=0 the
 * levels are U, HS (S with authority over guests) and M; with V=1 they are VU and VS.
 */

import type { Meaning } from './meaning.ts';

/** Levels as `mstatus.mpp` and the `privilege` slot encode them. */
export const USER = 0;
export const SUPERVISOR = 1;
export const MACHINE = 3;

/** Whether the hart runs a guest: VS- or VU-mode. */
export function inGuest<V, C, D>(m: Meaning<V, C, D>): C {
  return m.ne(m.state('virtual'), m.constant(0));
}

/** Whether the level is this one, in or out of a guest. */
export function atLevel<V, C, D>(m: Meaning<V, C, D>, level: number): C {
  return m.eq(m.state('privilege'), m.constant(level));
}

/** Whether the level is less than this one. */
export function below<V, C, D>(m: Meaning<V, C, D>, level: number): C {
  return m.ltu(m.state('privilege'), m.constant(level));
}

/** Whether the hart is at this level and runs no guest. */
export function atHostLevel<V, C, D>(m: Meaning<V, C, D>, level: number): C {
  return m.both(m.not(inGuest(m)), atLevel(m, level));
}
