/** The privileged instructions of M- and S-mode [priv §3.3, §4.2] and Zifencei. */

import * as cause from './cause.ts';
import { FenceI, type Row, System, System2 } from './format.ts';
import type { MeaningOf } from './instruction.ts';
import type { Meaning } from './meaning.ts';
import { bitSet, mstatus } from './mstatus.ts';
import { MACHINE, returnFromTrap, SUPERVISOR, USER } from './trap.ts';

function illegal<V, C, D>(m: Meaning<V, C, D>): void {
  m.raise(cause.ILLEGAL_INSTRUCTION, m.bits);
}

/** In S-mode, with this bit of `mstatus` set, the instruction is M-mode's to simulate. */
function intercepted<V, C, D>(m: Meaning<V, C, D>, bit: { readonly at: number }): C {
  const supervisor = m.eq(m.state('privilege'), m.constant(SUPERVISOR));
  return m.both(supervisor, bitSet(m, 'mstatus', bit.at));
}

function below<V, C, D>(m: Meaning<V, C, D>, privilege: number): C {
  return m.ltu(m.state('privilege'), m.constant(privilege));
}

const mret: MeaningOf = (m) =>
  m.when(
    below(m, MACHINE),
    () => illegal(m),
    () => returnFromTrap(m, 'machine'),
  );

const sret: MeaningOf = (m) =>
  m.when(
    m.either(below(m, SUPERVISOR), intercepted(m, mstatus.tsr)),
    () => illegal(m),
    () => returnFromTrap(m, 'supervisor'),
  );

/** In U-mode `wfi` may trap at once when S-mode exists; here, as on QEMU, it does. */
const wfi: MeaningOf = (m) =>
  m.when(
    m.either(m.eq(m.state('privilege'), m.constant(USER)), intercepted(m, mstatus.tw)),
    () => illegal(m),
    () => m.waitForInterrupt(),
  );

const sfenceVma: MeaningOf = (m, { rs1, rs2 }) =>
  m.when(
    m.either(below(m, SUPERVISOR), intercepted(m, mstatus.tvm)),
    () => illegal(m),
    () => m.forgetTranslations(rs1, rs2),
  );

// biome-ignore format: columns are the point.
export const privileged: Readonly<Record<string, Row>> = {
  sret:         System(0b0001000_00010, sret),
  mret:         System(0b0011000_00010, mret),
  wfi:          System(0b0001000_00101, wfi),
  'sfence.vma': System2(0b0001001, sfenceVma),
};

export const zifencei: Readonly<Record<string, Row>> = {
  'fence.i': FenceI((m) => m.fenceInstructions()),
};
