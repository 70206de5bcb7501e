/**
 * The control and status registers: number, what a read gives, what a write keeps [priv §2.2, §3, §4].
 *
 * Most are a slot of the hart's state seen through a mask: `register`. A view shows part of another
 * register's slot (`sstatus`). What cannot be said with masks is a meaning of its own, in the same
 * language as the instructions', so that both engines read it.
 */

import { fcsr, floatIsOff, makeDirty } from '../float.ts';
import type { Meaning } from '../meaning.ts';
import { below, inGuest, MACHINE, SUPERVISOR } from '../privilege.ts';
import { pmpEntries } from '../state.ts';
import * as cause from '../trap/cause.ts';
// biome-ignore format: one line a file.
import { ALL, banked, type Check, type CsrRow, EVEN, fixed, type NamedRow, type Read, register, trapVector, WORD } from './csr-row.ts';
import { medelegRow } from './delegation.ts';
import { environment } from './environment.ts';
import { guestRows, hypervisorRows } from './hypervisor-csr.ts';
import { interruptRows } from './interrupt-csr.ts';
import { hasHypervisor, misaRow } from './misa.ts';
import { getField } from './mstatus.ts';
import { pmpAddressWrite, pmpConfigWrite, securityWrite } from './pmp.ts';
import { mstatusRow, sstatusRow } from './status-csr.ts';
import { stimecmpRow, timeRow, unprivilegedCounter } from './timer-csr.ts';
import { keptByTvm, keptByVtvm, satpRow } from './translation-csr.ts';

export interface Csr extends CsrRow {
  readonly name: string;
  /** 12 bits: bits 11…10 are `11` if it is read-only, bits 9…8 the least privilege. */
  readonly number: number;
}

/**
 * A counter that M-mode may set: kept as what is added to the machine's own count. The instruction
 * that writes it counts for nothing, so that the next one reads what was written [priv §3.1.10].
 */
function counter(count: Read, offset: 'mcycleOffset' | 'minstretOffset'): CsrRow {
  return {
    read: (m) => m.add(count(m), m.state(offset)),
    write: (m, value) => m.setState(offset, m.sub(value, m.add(count(m), m.constant(1)))),
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

/** Breakpoint triggers: there are none, which a `tdata1` of 0 tells whoever looks [debug §5.2]. */
const noTrigger = (name: string, index: number): NamedRow => [name, 0x7a0 + index, fixed(0n)];

/** A CSR of one or both fields of `fcsr`, each of which is a state of its own [unpriv §11.2]. */
function floatControl(...fields: readonly ('fflags' | 'frm')[]): CsrRow {
  const first = fcsr[fields[0] ?? 'fflags'].at;
  const placed = fields.map((name) => ({ name, at: fcsr[name].at - first, bits: fcsr[name].bits }));
  return {
    read: (m) =>
      placed
        .map(({ name, at }) => m.sll(m.state(name), m.constant(at)))
        .reduce((all, each) => m.or(all, each)),
    write: (m, value) => {
      for (const { name, at, bits } of placed) m.setState(name, getField(m, value, { at, bits }));
      makeDirty(m);
    },
    denied: (m) => floatIsOff(m),
  };
}

const withoutHypervisor: Check = (m) => m.not(hasHypervisor(m));

// biome-ignore format: columns are the point.
const rows: readonly NamedRow[] = [
  ['fflags',        0x001, floatControl('fflags')],
  ['frm',           0x002, floatControl('frm')],
  ['fcsr',          0x003, floatControl('fflags', 'frm')],

  ['cycle',         0xc00, unprivilegedCounter(0, cycle.read)],
  ['time',          0xc01, timeRow],
  ['instret',       0xc02, unprivilegedCounter(2, instret.read)],
  ...numbered('hpmcounter', 0xc00, eventCounters, (n) => unprivilegedCounter(n, (m) => m.constant(0))),

  ['sstatus',       0x100, banked(sstatusRow, guestRows.sstatus)],
  ['sie',           0x104, banked(interruptRows.sie, guestRows.sie)],
  ['stvec',         0x105, banked(trapVector('stvec'), guestRows.stvec)],
  ['scounteren',    0x106, register('scounteren', WORD)],
  ['senvcfg',       0x10a, environment('senvcfg')],
  ['sscratch',      0x140, banked(register('sscratch', ALL), guestRows.sscratch)],
  ['sepc',          0x141, banked(register('sepc', EVEN), guestRows.sepc)],
  ['scause',        0x142, banked(register('scause', ALL), guestRows.scause)],
  ['stval',         0x143, banked(register('stval', ALL), guestRows.stval)],
  ['sip',           0x144, banked(interruptRows.sip, guestRows.sip)],
  ['stimecmp',      0x14d, banked(stimecmpRow, guestRows.stimecmp)],
  ['satp',          0x180, { ...banked(satpRow, guestRows.satp), denied: keptByTvm, intercepted: keptByVtvm }],

  ...hypervisorRows,

  ['mvendorid',     0xf11, fixed(0n)],
  ['marchid',       0xf12, fixed(0n)],
  ['mimpid',        0xf13, fixed(0n)],
  ['mhartid',       0xf14, { read: (m) => m.state('mhartid') }],
  ['mconfigptr',    0xf15, fixed(0n)],

  ['mstatus',       0x300, mstatusRow],
  ['misa',          0x301, misaRow],
  ['medeleg',       0x302, medelegRow],
  ['mideleg',       0x303, interruptRows.mideleg],
  ['mie',           0x304, interruptRows.mie],
  ['mtvec',         0x305, trapVector('mtvec')],
  ['mcounteren',    0x306, register('mcounteren', WORD)],
  ['menvcfg',       0x30a, environment('menvcfg')],
  ['mcountinhibit', 0x320, fixed(0n)],
  ['mscratch',      0x340, register('mscratch', ALL)],
  ['mepc',          0x341, register('mepc', EVEN)],
  ['mcause',        0x342, register('mcause', ALL)],
  ['mtval',         0x343, register('mtval', ALL)],
  ['mip',           0x344, interruptRows.mip],
  ['mtinst',        0x34a, { ...register('mtinst', ALL), denied: withoutHypervisor }],
  ['mtval2',        0x34b, { ...register('mtval2', ALL), denied: withoutHypervisor }],
  ['pmpcfg0',       0x3a0, { read: (m) => m.state('pmpcfg0'), write: (m, value) => pmpConfigWrite(m, 'pmpcfg0', value) }],
  ['pmpcfg2',       0x3a2, { read: (m) => m.state('pmpcfg2'), write: (m, value) => pmpConfigWrite(m, 'pmpcfg2', value) }],
  ...numbered('pmpaddr', 0x3b0, Array.from({ length: pmpEntries }, (_, n) => n), (n) => ({
    read: (m) => m.state(`pmpaddr${n}`),
    write: (m, value) => pmpAddressWrite(m, n, value),
  })),
  ['mseccfg',       0x747, { read: (m) => m.state('mseccfg'), write: securityWrite }],
  ...numbered('mhpmevent', 0x320, eventCounters, () => fixed(0n)),

  ...['tselect', 'tdata1', 'tdata2', 'tdata3'].map(noTrigger),

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

/** Whether every write to the CSR traps [priv §2.1]. */
export function csrIsReadOnly(number: number): boolean {
  return number >> 10 === 0b11;
}

/** The level in bits 9…8 of the numbers of a hypervisor's CSRs, which are HS-mode's. */
const HYPERVISOR = 2;

/**
 * What an access to an existing CSR raises: illegal-instruction, virtual-instruction, or 0 for nothing
 * [priv §2.1, §8.6.1]. A guest's access that would be legal in HS-mode is for the hypervisor to decide.
 * @param isWrite 1 if software writes, else 0.
 */
export function accessException<V, C, D>(m: Meaning<V, C, D>, row: Csr, isWrite: V): V {
  const level = (row.number >> 8) & 0b11;
  const isGuest = inGuest(m);
  const needed = level === HYPERVISOR ? SUPERVISOR : level;
  const tooLow = below(m, needed);
  let illegal = level === MACHINE ? tooLow : m.both(tooLow, m.not(isGuest));
  let intercepted = level === HYPERVISOR ? isGuest : m.both(isGuest, tooLow);
  if (level === HYPERVISOR) illegal = m.either(illegal, withoutHypervisor(m));
  if (csrIsReadOnly(row.number)) illegal = m.either(illegal, m.ne(isWrite, m.constant(0)));
  if (row.denied) illegal = m.either(illegal, row.denied(m));
  if (row.intercepted) intercepted = m.either(intercepted, row.intercepted(m));
  const none = m.constant(0);
  const virtual = m.choose(intercepted, m.constant(cause.VIRTUAL_INSTRUCTION), none);
  return m.choose(illegal, m.constant(cause.ILLEGAL_INSTRUCTION), virtual);
}
