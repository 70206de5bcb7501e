/**
 * Trap entry and trap return, in the language of the table: what a hart does when an exception
 * or an interrupt is taken [priv §3.1.6.1, §3.1.8, §4.1.1, §8.6], and what `mret` and `sret` undo.
 */

import type { Closed } from '../csr/environment.ts';
import { type BitField, getField, hstatus, mstatus, setField } from '../csr/mstatus.ts';
import type { Meaning } from '../meaning.ts';
import { below, inGuest, MACHINE, SUPERVISOR, USER } from '../privilege.ts';
import type { StateName } from '../state.ts';
import * as cause from './cause.ts';
import {
  hasDetail,
  type MemoryFault,
  noDetail,
  type TrapDetail,
  trapDetail,
} from './trap-detail.ts';

/** What differs between the modes that traps can enter: the names of its registers, and its bits in its status. */
export interface TrapMode {
  readonly level: typeof SUPERVISOR | typeof MACHINE;
  readonly status: 'mstatus' | 'vsstatus';
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
  status: 'mstatus',
  tvec: 'stvec',
  epc: 'sepc',
  cause: 'scause',
  tval: 'stval',
  enable: mstatus.sie,
  previousEnable: mstatus.spie,
  previousPrivilege: mstatus.spp,
};

const guest: TrapMode = {
  ...supervisor,
  status: 'vsstatus',
  tvec: 'vstvec',
  epc: 'vsepc',
  cause: 'vscause',
  tval: 'vstval',
};

const machine: TrapMode = {
  level: MACHINE,
  status: 'mstatus',
  tvec: 'mtvec',
  epc: 'mepc',
  cause: 'mcause',
  tval: 'mtval',
  enable: mstatus.mie,
  previousEnable: mstatus.mpie,
  previousPrivilege: mstatus.mpp,
};

/** The modes that traps can enter, by `privilege` and, of a guest, 4: 1 S, 3 M, 5 VS. */
export const trapModes: Readonly<Record<number, TrapMode>> = {
  1: supervisor,
  3: machine,
  5: guest,
};

const INTERRUPT = 1n << 63n;

/** Who takes a trap: M-mode what is not delegated, VS-mode what a guest caused and is delegated twice. */
function route<V, C, D>(
  m: Meaning<V, C, D>,
  code: V,
  toSupervisor: StateName,
  toGuest: StateName,
  enterMode: (mode: TrapMode) => void,
): void {
  const delegated = (slot: StateName) =>
    m.ne(m.and(m.srl(m.state(slot), code), m.constant(1)), m.constant(0));
  m.when(
    m.both(below(m, MACHINE), delegated(toSupervisor)),
    () =>
      m.when(
        m.both(inGuest(m), delegated(toGuest)),
        () => enterMode(guest),
        () => enterMode(supervisor),
      ),
    () => enterMode(machine),
  );
}

/** Where M-mode and HS-mode find what more there is to say about a trap. */
function setDetail<V, C, D>(
  m: Meaning<V, C, D>,
  mode: TrapMode,
  { value2, instruction, isVirtual }: TrapDetail<V>,
): void {
  const [slot, field] =
    mode === machine ? (['mstatus', mstatus.gva] as const) : (['hstatus', hstatus.gva] as const);
  m.setState(mode === machine ? 'mtval2' : 'htval', value2);
  m.setState(mode === machine ? 'mtinst' : 'htinst', instruction);
  m.setState(slot, setField(m, m.state(slot), field, isVirtual));
}

/**
 * Takes an exception at `m.pc`.
 * @param value what goes to `xtval`.
 * @param fault more about it, where it is a memory access's.
 */
export function takeException<V, C, D>(
  m: Meaning<V, C, D>,
  code: V,
  value: V,
  fault: MemoryFault<V>,
): void {
  route(m, code, 'medeleg', 'hedeleg', (mode) => {
    m.setState(mode.cause, code);
    m.setState(mode.tval, value);
    if (mode !== guest) {
      m.when(
        hasDetail(m, code),
        () => setDetail(m, mode, trapDetail(m, code, fault)),
        () => setDetail(m, mode, noDetail(m)),
      );
    }
    enter(m, mode);
    m.jump(base(m, mode));
  });
}

/** Takes an interrupt at `m.pc`. */
export function takeInterrupt<V, C, D>(m: Meaning<V, C, D>, code: V): void {
  route(m, code, 'mideleg', 'hideleg', (mode) => {
    // A guest's interrupts have a supervisor's numbers there, one less [priv §8.2.2].
    const number = mode === guest ? m.sub(code, m.constant(1)) : code;
    m.setState(mode.cause, m.or(number, m.constant(INTERRUPT)));
    m.setState(mode.tval, m.constant(0));
    if (mode !== guest) setDetail(m, mode, noDetail(m));
    enter(m, mode);
    // Vectored mode sends interrupt n to base + 4n [priv §3.1.7].
    const offset = m.sll(m.and(m.state(mode.tvec), m.constant(1)), m.constant(2));
    m.jump(m.add(base(m, mode), m.mul(offset, number)));
  });
}

function base<V, C, D>(m: Meaning<V, C, D>, mode: TrapMode): V {
  return m.and(m.state(mode.tvec), m.constant(-4));
}

/** Saves where the hart was, and moves it to the mode. */
function enter<V, C, D>(m: Meaning<V, C, D>, mode: TrapMode): void {
  m.setState(mode.epc, m.pc);
  const before = m.state(mode.status);
  const privilege = m.state('privilege');
  const virtual = m.state('virtual');
  let status = setField(m, before, mode.previousEnable, getField(m, before, mode.enable));
  status = setField(m, status, mode.previousPrivilege, privilege);
  status = setField(m, status, mode.enable, m.constant(0));
  if (mode === machine) status = setField(m, status, mstatus.mpv, virtual);
  m.setState(mode.status, status);
  if (mode === supervisor) {
    const host = m.state('hstatus');
    const spvp = m.choose(inGuest(m), privilege, getField(m, host, hstatus.spvp));
    m.setState('hstatus', setField(m, setField(m, host, hstatus.spvp, spvp), hstatus.spv, virtual));
  }
  if (mode !== guest) m.setState('virtual', m.constant(0));
  m.setState('privilege', m.constant(mode.level));
  m.translationChanged('privilege');
  m.interruptsChanged();
}

/** `mret`, once it is known to be legal here [priv §3.3.2, §8.6.4]. */
export function returnFromMachine<V, C, D>(m: Meaning<V, C, D>): void {
  const status = m.state('mstatus');
  const toMachine = m.eq(getField(m, status, mstatus.mpp), m.constant(MACHINE));
  const virtual = m.choose(toMachine, m.constant(0), getField(m, status, mstatus.mpv));
  m.setState('mstatus', setField(m, status, mstatus.mpv, m.constant(0)));
  leave(m, machine, virtual);
}

/** `sret`, once it is known to be legal here [priv §3.3.2, §8.6.4]. */
export function returnFromSupervisor<V, C, D>(m: Meaning<V, C, D>): void {
  m.when(
    inGuest(m),
    () => leave(m, guest, m.constant(1)),
    () => {
      const host = m.state('hstatus');
      m.setState('hstatus', setField(m, host, hstatus.spv, m.constant(0)));
      leave(m, supervisor, getField(m, host, hstatus.spv));
    },
  );
}

function leave<V, C, D>(m: Meaning<V, C, D>, mode: TrapMode, virtual: V): void {
  const before = m.state(mode.status);
  const privilege = getField(m, before, mode.previousPrivilege);
  let status = setField(m, before, mode.enable, getField(m, before, mode.previousEnable));
  status = setField(m, status, mode.previousEnable, m.constant(1));
  status = setField(m, status, mode.previousPrivilege, m.constant(USER));
  m.setState(mode.status, status);
  // Leaving for a lesser mode than M ends MPRV.
  const now = m.state('mstatus');
  const toMachine = m.eq(privilege, m.constant(MACHINE));
  const withoutMprv = setField(m, now, mstatus.mprv, m.constant(0));
  m.setState('mstatus', m.choose(toMachine, now, withoutMprv));
  m.setState('privilege', privilege);
  m.setState('virtual', virtual);
  m.setState('reservation', m.constant(-1));
  m.jump(m.state(mode.epc));
  m.translationChanged('privilege');
  m.interruptsChanged();
}

/** What an instruction does unless it is closed: then it is illegal, or for the hypervisor to decide. */
export function unlessTrapped<V, C, D>(
  m: Meaning<V, C, D>,
  { illegal, intercepted }: Closed<C>,
  then: () => void,
): void {
  m.when(
    illegal,
    () => m.raise(cause.ILLEGAL_INSTRUCTION, m.bits),
    () => m.when(intercepted, () => m.raise(cause.VIRTUAL_INSTRUCTION, m.bits), then),
  );
}
