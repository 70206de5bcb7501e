/**
 * The control and status registers: number, what a read gives, what a write keeps [priv §2.2, §3, §4].
 *
 * Most are a slot of the hart's state seen through a mask: `register`. A view shows part of another
 * register's slot (`sstatus`). What cannot be said with masks is a meaning of its own, in the same
 * language as the instructions', so that both engines read it.
 */

import * as cause from './cause.ts';
import { DIRTY, fcsr, floatIsOff } from './float.ts';
import type { Meaning } from './meaning.ts';
import { type BitField, bitSet, fieldMask, getField, mstatus, setField } from './mstatus.ts';
import { pmpAddressWrite, pmpConfigWrite } from './pmp.ts';
import { pmpEntries, type StateName } from './state.ts';
import { MACHINE, SUPERVISOR, USER } from './trap.ts';
import { envcfg } from './zicbo.ts';

type Read = <V, C, D>(m: Meaning<V, C, D>) => V;
type Write = <V, C, D>(m: Meaning<V, C, D>, value: V) => void;
type Check = <V, C, D>(m: Meaning<V, C, D>) => C;

/** What a CSR is, but for its name and number. */
interface CsrRow {
  readonly read: Read;
  /** Absent where software cannot change anything: writes to it are ignored [priv §2.3]. */
  readonly write?: Write;
  /** What `csrrs` and `csrrc` modify, where that is not what a read gives. */
  readonly modified?: Read;
  /** Holds where an access traps although the privilege suffices. */
  readonly denied?: Check;
}

export interface Csr extends CsrRow {
  readonly name: string;
  /** 12 bits: bits 11…10 are `11` if it is read-only, bits 9…8 the least privilege. */
  readonly number: number;
}

/** `write` keeps only these bits of what software writes, and the others as they were. */
function register(slot: StateName, writable: bigint, then?: Write): CsrRow {
  return {
    read: (m) => m.state(slot),
    write: (m, value) => {
      merge(m, slot, value, writable);
      then?.(m, value);
    },
  };
}

function merge<V, C, D>(m: Meaning<V, C, D>, slot: StateName, value: V, writable: bigint): void {
  const written = m.and(value, m.constant(writable));
  if (writable === ALL) m.setState(slot, value);
  else m.setState(slot, m.or(m.and(m.state(slot), m.constant(~writable)), written));
}

function fixed(value: bigint): CsrRow {
  return { read: (m) => m.constant(value) };
}

const ALL = 2n ** 64n - 1n;
const EVEN = ~1n & ALL;

const bits = (...numbers: readonly number[]) =>
  numbers.reduce((mask, number) => mask | (1n << BigInt(number)), 0n);

/** What software can see of `mstatus` in `sstatus`, and what it can change [priv §3.1.6, §4.1.1]. */
const { sie, mie, spie, mpie, spp, mpp, fs, mprv, sum, mxr, tvm, tw, tsr, uxl, sxl, sd } = mstatus;
const masked = (...fields: readonly BitField[]) =>
  fields.reduce((mask, field) => mask | fieldMask(field), 0n);
const sstatusWritable = masked(sie, spie, spp, sum, mxr);
const sstatusVisible = sstatusWritable | masked(fs, uxl, sd);
const mstatusWritable = sstatusWritable | masked(mie, mpie, mprv, tvm, tw, tsr);

/** `uxl` and `sxl` are 2, for 64 bits, and cannot be changed. */
export const mstatusReset: bigint = (2n << BigInt(uxl.at)) | (2n << BigInt(sxl.at));

/** MXL 2 (64 bits), and a bit for each letter of the extensions [priv §3.1.1]. */
const extensionLetters = [...'acdfimsu'].reduce(
  (mask, letter) => mask | (1n << BigInt(letter.charCodeAt(0) - 'a'.charCodeAt(0))),
  0n,
);
const misa = (2n << 62n) | extensionLetters;

/** `mstatus` with what is kept apart from it: `fs`, and `sd`, which says that `fs` is dirty. */
const status: Read = (m) => {
  const floats = m.state('fs');
  const dirty = m.flag(m.eq(floats, m.constant(DIRTY)));
  const apart = m.or(m.sll(floats, m.constant(fs.at)), m.sll(dirty, m.constant(sd.at)));
  return m.or(m.state('mstatus'), apart);
};

const statusChanged: Write = (m, value) => {
  m.setState('fs', getField(m, value, fs));
  m.translationChanged('privilege');
  m.interruptsChanged();
};

/** `mpp` is WARL: 2 names no mode, and leaves the field as it was. */
const writeMstatus: Write = (m, value) => {
  const noMode = m.eq(getField(m, value, mpp), m.constant(2));
  const mppSource = m.choose(noMode, m.state('mstatus'), value);
  const others = m.and(m.state('mstatus'), m.constant(~(mstatusWritable | fieldMask(mpp)) & ALL));
  const written = m.or(
    m.and(value, m.constant(mstatusWritable)),
    m.and(mppSource, m.constant(fieldMask(mpp))),
  );
  m.setState('mstatus', m.or(others, written));
  statusChanged(m, value);
};

const supervisorInterrupts = bits(cause.SSI, cause.STI, cause.SEI);
const machineInterrupts = bits(cause.MSI, cause.MTI, cause.MEI);

/** Ecalls from M-mode cannot be delegated; codes 10 and 14 are reserved. */
// biome-ignore format: the codes in order.
const delegable = bits(
  cause.FETCH_MISALIGNED, cause.FETCH_ACCESS_FAULT, cause.ILLEGAL_INSTRUCTION, cause.BREAKPOINT,
  cause.LOAD_MISALIGNED, cause.LOAD_ACCESS_FAULT, cause.STORE_MISALIGNED, cause.STORE_ACCESS_FAULT,
  cause.ECALL_FROM_U, cause.ECALL_FROM_S,
  cause.FETCH_PAGE_FAULT, cause.LOAD_PAGE_FAULT, cause.STORE_PAGE_FAULT,
);

const interruptsChanged: Write = (m) => m.interruptsChanged();

/** The software-written `seip` or-ed with the interrupt controller's line [priv §3.1.9]. */
const pending: Read = (m) => m.or(m.state('mip'), m.state('externalSeip'));

/** A register that shows and changes only the delegated bits of `mie` or `mip` [priv §4.1.3]. */
function delegatedView(slot: 'mie' | 'mip', writable: bigint): CsrRow {
  const delegated: Read = (m) => m.and(m.state('mideleg'), m.constant(writable));
  return {
    read: (m) => m.and(slot === 'mip' ? pending(m) : m.state('mie'), m.state('mideleg')),
    write: (m, value) => {
      const mask = delegated(m);
      const kept = m.and(m.state(slot), m.xor(mask, m.constant(-1)));
      m.setState(slot, m.or(kept, m.and(value, mask)));
      m.interruptsChanged();
    },
  };
}

/** Vector base and mode: mode 0 direct, 1 vectored; a reserved mode leaves the register as it was. */
function trapVector(slot: 'mtvec' | 'stvec'): CsrRow {
  return {
    read: (m) => m.state(slot),
    write: (m, value) => {
      const reserved = m.ne(m.and(value, m.constant(2)), m.constant(0));
      m.setState(slot, m.choose(reserved, m.state(slot), value));
    },
  };
}

/** Modes Bare and Sv39; a write that names another mode has no effect at all [priv §4.1.11]. */
const BARE = 0;
const SV39 = 8;
const satp: CsrRow = {
  read: (m) => m.state('satp'),
  write: (m, value) => {
    const mode = m.srl(value, m.constant(60));
    const supported = m.either(m.eq(mode, m.constant(BARE)), m.eq(mode, m.constant(SV39)));
    m.when(supported, () => {
      m.setState('satp', value);
      m.translationChanged('satp');
    });
  },
  denied: (m) =>
    m.both(
      m.eq(m.state('privilege'), m.constant(SUPERVISOR)),
      bitSet(m, 'mstatus', mstatus.tvm.at),
    ),
};

/** What lower modes may do [priv §3.1.18, cmo §5]: 2 in `cbie` is reserved, and leaves it as it was. */
function environment(slot: 'menvcfg' | 'senvcfg'): CsrRow {
  const { fiom, cbie, cbcfe, cbze } = envcfg;
  return {
    read: (m) => m.state(slot),
    write: (m, value) => {
      const reserved = m.eq(getField(m, value, cbie), m.constant(2));
      const source = m.choose(reserved, m.state(slot), value);
      const others = m.and(value, m.constant(masked(fiom, cbcfe, cbze)));
      m.setState(slot, m.or(others, m.and(source, m.constant(fieldMask(cbie)))));
    },
  };
}

/** A counter that M-mode may set: kept as what is added to the machine's own count. */
function counter(count: Read, offset: 'mcycleOffset' | 'minstretOffset'): CsrRow {
  return {
    read: (m) => m.add(count(m), m.state(offset)),
    write: (m, value) => m.setState(offset, m.sub(value, count(m))),
  };
}

/** A counter's read-only copy for lower modes, if the modes above allow it [priv §3.1.11, §4.1.5]. */
function unprivilegedCounter(number: number, read: Read): CsrRow {
  return {
    read,
    denied: (m) => {
      const privilege = m.state('privilege');
      const belowM = m.ltu(privilege, m.constant(MACHINE));
      const inU = m.eq(privilege, m.constant(USER));
      const closed = (slot: StateName) => m.not(bitSet(m, slot, number));
      return m.either(m.both(belowM, closed('mcounteren')), m.both(inU, closed('scounteren')));
    },
  };
}

const cycle = counter((m) => m.cycles(), 'mcycleOffset');
const instret = counter((m) => m.retired(), 'minstretOffset');

/** Hardware performance counters 3…31 exist and count nothing [priv §3.1.10]. */
const eventCounters = Array.from({ length: 29 }, (_, index) => index + 3);
const numbered = (
  prefix: string,
  base: number,
  numbers: readonly number[],
  row: (n: number) => CsrRow,
): readonly NamedRow[] => numbers.map((n) => [`${prefix}${n}`, base + n, row(n)]);

const WORD = 0xffff_ffffn;

/** Part of `fcsr`, or all of it: `bits` of it from bit `at` [unpriv §11.2]. */
function floatControl({ at, bits }: BitField): CsrRow {
  return {
    read: (m) => getField(m, m.state('fcsr'), { at, bits }),
    write: (m, value) => {
      const kept = m.and(value, m.constant((1 << bits) - 1));
      m.setState('fcsr', setField(m, m.state('fcsr'), { at, bits }, kept));
      m.setState('fs', m.constant(DIRTY));
    },
    denied: (m) => floatIsOff(m),
  };
}

type NamedRow = readonly [name: string, number: number, row: CsrRow];

// biome-ignore format: columns are the point.
const rows: readonly NamedRow[] = [
  ['fflags',        0x001, floatControl(fcsr.fflags)],
  ['frm',           0x002, floatControl(fcsr.frm)],
  ['fcsr',          0x003, floatControl({ at: 0, bits: 8 })],

  ['cycle',         0xc00, unprivilegedCounter(0, cycle.read)],
  ['time',          0xc01, unprivilegedCounter(1, (m) => m.time())],
  ['instret',       0xc02, unprivilegedCounter(2, instret.read)],
  ...numbered('hpmcounter', 0xc00, eventCounters, (n) => unprivilegedCounter(n, (m) => m.constant(0))),

  ['sstatus',       0x100, {
    read: (m) => m.and(status(m), m.constant(sstatusVisible)),
    write: (m, value) => { merge(m, 'mstatus', value, sstatusWritable); statusChanged(m, value); },
  }],
  ['sie',           0x104, delegatedView('mie', supervisorInterrupts)],
  ['stvec',         0x105, trapVector('stvec')],
  ['scounteren',    0x106, register('scounteren', WORD)],
  ['senvcfg',       0x10a, environment('senvcfg')],
  ['sscratch',      0x140, register('sscratch', ALL)],
  ['sepc',          0x141, register('sepc', EVEN)],
  ['scause',        0x142, register('scause', ALL)],
  ['stval',         0x143, register('stval', ALL)],
  ['sip',           0x144, delegatedView('mip', bits(cause.SSI))],
  ['satp',          0x180, satp],

  ['mvendorid',     0xf11, fixed(0n)],
  ['marchid',       0xf12, fixed(0n)],
  ['mimpid',        0xf13, fixed(0n)],
  ['mhartid',       0xf14, fixed(0n)],
  ['mconfigptr',    0xf15, fixed(0n)],

  ['mstatus',       0x300, { read: status, write: writeMstatus }],
  ['misa',          0x301, fixed(misa)],
  ['medeleg',       0x302, register('medeleg', delegable)],
  ['mideleg',       0x303, register('mideleg', supervisorInterrupts, interruptsChanged)],
  ['mie',           0x304, register('mie', supervisorInterrupts | machineInterrupts, interruptsChanged)],
  ['mtvec',         0x305, trapVector('mtvec')],
  ['mcounteren',    0x306, register('mcounteren', WORD)],
  ['menvcfg',       0x30a, environment('menvcfg')],
  ['mcountinhibit', 0x320, fixed(0n)],
  ['mscratch',      0x340, register('mscratch', ALL)],
  ['mepc',          0x341, register('mepc', EVEN)],
  ['mcause',        0x342, register('mcause', ALL)],
  ['mtval',         0x343, register('mtval', ALL)],
  ['mip',           0x344, {
    ...register('mip', supervisorInterrupts, interruptsChanged),
    read: pending,
    modified: (m) => m.state('mip'),
  }],
  ['pmpcfg0',       0x3a0, { read: (m) => m.state('pmpcfg0'), write: (m, value) => pmpConfigWrite(m, 'pmpcfg0', value) }],
  ['pmpcfg2',       0x3a2, { read: (m) => m.state('pmpcfg2'), write: (m, value) => pmpConfigWrite(m, 'pmpcfg2', value) }],
  ...numbered('pmpaddr', 0x3b0, Array.from({ length: pmpEntries }, (_, n) => n), (n) => ({
    read: (m) => m.state(`pmpaddr${n}`),
    write: (m, value) => pmpAddressWrite(m, n, value),
  })),
  ...numbered('mhpmevent', 0x320, eventCounters, () => fixed(0n)),

  ['mcycle',        0xb00, cycle],
  ['minstret',      0xb02, instret],
  ...numbered('mhpmcounter', 0xb00, eventCounters, () => fixed(0n)),
];

/** Every CSR of the machine, in the order of the table. */
export const csrs: readonly Csr[] = rows.map(([name, number, row]) => ({ name, number, ...row }));

const byNumber = new Map(csrs.map((csr) => [csr.number, csr]));
const byName = new Map(csrs.map((csr) => [csr.name, csr]));
if (byNumber.size !== csrs.length || byName.size !== csrs.length) {
  throw new Error('two CSRs have the same name or number');
}

/** The CSR with this number, if the machine has it. */
export function csr(number: number): Csr | undefined {
  return byNumber.get(number);
}

/** The number of a CSR by its name, or undefined. */
export function csrNumber(name: string): number | undefined {
  return byName.get(name)?.number;
}

/** The least privilege that may access the CSR [priv §2.1]. */
export function csrPrivilege(number: number): number {
  return (number >> 8) & 0b11;
}

/** Whether every write to the CSR traps [priv §2.1]. */
export function csrIsReadOnly(number: number): boolean {
  return number >> 10 === 0b11;
}
