/**
 * Trap entry and trap return, in the language of the table: what a hart does when an exception
 * or an interrupt is taken [priv §3.1.6.1, §3.1.8, §4.1.1], and what `mret` and `sret` undo.
 */

import type { Meaning } from './meaning.ts';
import { type BitField, getField, mstatus, setField } from './mstatus.ts';
import type { StateName } from './state.ts';

/** Privilege modes as `mstatus.mpp` and the `privilege` slot encode them. */
export const USER = 0;
export const SUPERVISOR = 1;
export const MACHINE = 3;

/** What differs between the modes that traps can enter. */
interface TrapMode {
  readonly level: typeof SUPERVISOR | typeof MACHINE;
  readonly tvec: StateName;
  readonly epc: StateName;
  readonly cause: StateName;
  readonly tval: StateName;
  readonly enable: BitField;
  readonly previousEnable: BitField;
  readonly previousPrivilege: BitField;
}

const supervisor: TrapMode = {
  level: SUPERVISOR,
  tvec: 'stvec',
  epc: 'sepc',
  cause: 'scause',
  tval: 'stval',
  enable: mstatus.sie,
  previousEnable: mstatus.spie,
  previousPrivilege: mstatus.spp,
};

const machine: TrapMode = {
  level: MACHINE,
  tvec: 'mtvec',
  epc: 'mepc',
  cause: 'mcause',
  tval: 'mtval',
  enable: mstatus.mie,
  previousEnable: mstatus.mpie,
  previousPrivilege: mstatus.mpp,
};

const INTERRUPT = 1n << 63n;

/**
 * Takes a trap at `m.pc`.
 * @param code the exception or interrupt code, without the interrupt bit.
 * @param tval what goes to `xtval`: zero for an interrupt.
 */
export function takeTrap<V, C, D>(
  m: Meaning<V, C, D>,
  kind: 'exception' | 'interrupt',
  code: V,
  tval: V,
): void {
  const delegation = m.state(kind === 'interrupt' ? 'mideleg' : 'medeleg');
  const delegated = m.ne(m.and(m.srl(delegation, code), m.constant(1)), m.constant(0));
  const below = m.ltu(m.state('privilege'), m.constant(MACHINE));
  m.when(
    m.both(delegated, below),
    () => enter(m, supervisor, kind, code, tval),
    () => enter(m, machine, kind, code, tval),
  );
}

function enter<V, C, D>(
  m: Meaning<V, C, D>,
  mode: TrapMode,
  kind: 'exception' | 'interrupt',
  code: V,
  tval: V,
): void {
  m.setState(mode.epc, m.pc);
  m.setState(mode.tval, tval);
  m.setState(mode.cause, kind === 'interrupt' ? m.or(code, m.constant(INTERRUPT)) : code);

  const before = m.state('mstatus');
  let status = setField(m, before, mode.previousEnable, getField(m, before, mode.enable));
  status = setField(m, status, mode.previousPrivilege, m.state('privilege'));
  status = setField(m, status, mode.enable, m.constant(0));
  m.setState('mstatus', status);
  m.setState('privilege', m.constant(mode.level));

  // Vectored mode sends interrupt n to base + 4n [priv §3.1.7].
  const tvec = m.state(mode.tvec);
  const base = m.and(tvec, m.constant(-4));
  if (kind === 'interrupt') {
    const offset = m.sll(m.and(tvec, m.constant(1)), m.constant(2));
    m.jump(m.add(base, m.mul(offset, code)));
  } else {
    m.jump(base);
  }
  m.translationChanged('privilege');
  m.interruptsChanged();
}

/** `mret` and `sret`, once they are known to be legal here [priv §3.3.2]. */
export function returnFromTrap<V, C, D>(m: Meaning<V, C, D>, from: 'machine' | 'supervisor'): void {
  const mode = from === 'machine' ? machine : supervisor;
  const before = m.state('mstatus');
  const privilege = getField(m, before, mode.previousPrivilege);
  let status = setField(m, before, mode.enable, getField(m, before, mode.previousEnable));
  status = setField(m, status, mode.previousEnable, m.constant(1));
  status = setField(m, status, mode.previousPrivilege, m.constant(USER));
  // Leaving M-mode ends MPRV; `sret` always leaves for a lesser mode.
  const withoutMprv = setField(m, status, mstatus.mprv, m.constant(0));
  m.setState('mstatus', m.choose(m.ne(privilege, m.constant(MACHINE)), withoutMprv, status));
  m.setState('privilege', privilege);
  m.setState('reservation', m.constant(-1));
  m.jump(m.state(mode.epc));
  m.translationChanged('privilege');
  m.interruptsChanged();
}
