/** The privileged instructions of M- and S-mode [priv §3.3, §4.2], Svinval and Zifencei. */

import type { Closed } from '../csr/environment.ts';
import { type BitField, bitSet, hstatus, mstatus } from '../csr/mstatus.ts';
import { FenceI, type Row, System, System2 } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning } from '../meaning.ts';
import { atHostLevel, atLevel, below, inGuest, MACHINE, SUPERVISOR, USER } from '../privilege.ts';
import { returnFromMachine, returnFromSupervisor, unlessTrapped } from '../trap/trap.ts';

/**
 * Where a supervisor's instruction is closed: to U-mode and VU-mode; to S-mode where M-mode keeps it
 * to itself; to VS-mode where the hypervisor does.
 */
function supervisorOnly<V, C, D>(
  m: Meaning<V, C, D>,
  keep?: { readonly machine: BitField; readonly host: BitField },
): Closed<C> {
  const keptByMachine = keep
    ? m.both(atHostLevel(m, SUPERVISOR), bitSet(m, 'mstatus', keep.machine.at))
    : undefined;
  const inUser = atLevel(m, USER);
  const closedToGuest = keep ? m.either(inUser, bitSet(m, 'hstatus', keep.host.at)) : inUser;
  const closedToUser = atHostLevel(m, USER);
  return {
    illegal: keptByMachine ? m.either(closedToUser, keptByMachine) : closedToUser,
    intercepted: m.both(inGuest(m), closedToGuest),
  };
}

const mret: MeaningOf = (m) => {
  const illegal = below(m, MACHINE);
  unlessTrapped(m, { illegal, intercepted: illegal }, () => returnFromMachine(m));
};

const sret: MeaningOf = (m) =>
  unlessTrapped(m, supervisorOnly(m, { machine: mstatus.tsr, host: hstatus.vtsr }), () =>
    returnFromSupervisor(m),
  );

/** In U-mode `wfi` may trap at once when S-mode exists; here, as on QEMU, it does. TW is for guests too. */
const wfi: MeaningOf = (m) => {
  const kept = m.both(below(m, MACHINE), bitSet(m, 'mstatus', mstatus.tw.at));
  const illegal = m.either(atHostLevel(m, USER), kept);
  const interceptedBits = m.either(atLevel(m, USER), bitSet(m, 'hstatus', hstatus.vtw.at));
  const intercepted = m.both(inGuest(m), interceptedBits);
  unlessTrapped(m, { illegal, intercepted }, () => m.waitForInterrupt());
};

/** In VS-mode a fence is about the guest's translations. */
const fence: MeaningOf = (m, { rs1, rs2 }) =>
  unlessTrapped(m, supervisorOnly(m, { machine: mstatus.tvm, host: hstatus.vtvm }), () =>
    m.when(
      inGuest(m),
      () => m.forgetTranslations('guest', rs1, rs2),
      () => m.forgetTranslations('supervisor', rs1, rs2),
    ),
  );

/** Orders invalidations, which here are done at once. */
const invalidationOrder: MeaningOf = (m) => unlessTrapped(m, supervisorOnly(m), () => {});

// biome-ignore format: columns are the point.
export const privileged: Readonly<Record<string, Row>> = {
  sret:         System(0b0001000_00010, sret),
  mret:         System(0b0011000_00010, mret),
  wfi:          System(0b0001000_00101, wfi),
  'sfence.vma': System2(0b0001001, fence),
};

/** Svinval, `sfence.vma` in parts [priv §7]. */
// biome-ignore format: columns are the point.
export const svinval: Readonly<Record<string, Row>> = {
  'sinval.vma':      System2(0b0001011, fence),
  'sfence.w.inval':  System(0b0001100_00000, invalidationOrder),
  'sfence.inval.ir': System(0b0001100_00001, invalidationOrder),
};

export const zifencei: Readonly<Record<string, Row>> = {
  'fence.i': FenceI((m) => m.fenceInstructions()),
};
