/**
 * The CSRs of a virtual hart, a row each. Which there are, says the computer's own table; what each is to
 * the VMM is said here, in names of the assembly: ways to read and write it, its place in the VM's
 * structure if that is just one word, which of its bits can be written, and how it is written in the quick
 * way (vmm/quick.s), if it is. One that is not here reads as zero and ignores writes.
 *
 * A CSR that has no row does not exist on the virtual machine, and using it is illegal: so it is with
 * those of the hypervisor. Those of floating point are the real ones (vmm/float.s).
 */

import { hartCsrs } from '@ireko/machine';
import { type Column, rows } from './layout.ts';

type Cell = string | number;

/** What a CSR is to the VMM: vmm/csrs.s has the contracts of the routines. */
interface Ways {
  readonly read: string;
  readonly write: string;
  readonly field?: Cell;
  readonly mask?: Cell;
  readonly quick?: string;
}

const ways = (read: string, write: string, more: Partial<Ways> = {}): Ways => ({
  read,
  write,
  ...more,
});

/** A word of the structure, of which `mask` can be written. */
const stored = (field: string, mask: Cell): Ways =>
  ways('read_field', 'write_field', { field, mask });

/** One whose writing has no other effect: it goes the quick way, too. */
const word = (field: string, mask: Cell = 'ALL'): Ways => ({
  ...stored(field, mask),
  quick: 'quick_word',
});

/** A word of the structure that is written in a way of its own. */
const checked = (write: string, field: string, mask: Cell = 0): Ways =>
  ways('read_field', write, { field, mask });

/** A copy of a counter for the modes below, as far as they may: how it is read, and its bit. */
const copy = (read: string, counter: number): Ways =>
  ways(read, 'write_nothing', { mask: 2 ** counter });

const zero = ways('read_zero', 'write_nothing');

// biome-ignore format: columns are the point.
const known: Readonly<Record<string, Ways>> = {
  sstatus:    ways('read_mstatus', 'write_mstatus', { mask: 'SSTATUS_FIELDS', quick: 'quick_sstatus' }),
  sie:        ways('read_sie', 'write_sie', { quick: 'quick_sie' }),
  stvec:      checked('write_vector', 'VM_STVEC', 'ALL'),
  scounteren: stored('VM_SCOUNTEREN', 'COUNTERS'),
  senvcfg:    checked('write_envcfg', 'VM_SENVCFG', 'SENVCFG'),
  sscratch:   word('VM_SSCRATCH'),
  sepc:       word('VM_SEPC', 'EVEN'),
  scause:     word('VM_SCAUSE'),
  stval:      word('VM_STVAL'),
  sip:        ways('read_sip', 'write_sip'),
  stimecmp:   ways('read_stimecmp', 'write_stimecmp', { quick: 'quick_stimecmp' }),
  satp:       ways('read_satp', 'write_satp'),

  mstatus:    ways('read_mstatus', 'write_mstatus', { mask: 'ALL' }),
  misa:       ways('read_misa', 'write_nothing'),
  medeleg:    stored('VM_MEDELEG', 'EXCEPTIONS'),
  mideleg:    stored('VM_MIDELEG', 'S_INTERRUPTS'),
  mie:        stored('VM_MIE', 'ALL_INTERRUPTS'),
  mtvec:      checked('write_vector', 'VM_MTVEC', 'ALL'),
  mcounteren: stored('VM_MCOUNTEREN', 'COUNTERS'),
  menvcfg:    checked('write_menvcfg', 'VM_MENVCFG', 'MENVCFG'),
  mscratch:   word('VM_MSCRATCH'),
  mepc:       word('VM_MEPC', 'EVEN'),
  mcause:     word('VM_MCAUSE'),
  mtval:      word('VM_MTVAL'),
  mip:        ways('read_mip', 'write_mip', { field: 'VM_SOFT' }),
  pmpcfg0:    checked('write_pmpcfg', 'VM_PMPCFG'),
  pmpcfg2:    checked('write_pmpcfg', 'VM_PMPCFG + 8'),
  mseccfg:    checked('write_mseccfg', 'VM_MSECCFG'),

  mcycle:     ways('read_mcycle', 'write_mcycle'),
  minstret:   ways('read_minstret', 'write_minstret'),
  cycle:      copy('read_cycle', 0),
  time:       copy('read_time', 1),
  instret:    copy('read_instret', 2),
};

/** Those of a series by their number in it. */
function waysOf(name: string): Ways {
  const [, series, number = ''] = /^(pmpaddr|hpmcounter)(\d+)$/.exec(name) ?? [];
  if (series === 'pmpaddr') return checked('write_pmpaddr', `VM_PMPADDR + 8 * ${number}`);
  if (series === 'hpmcounter') return copy('read_hpmcounter', Number(number));
  return known[name] ?? zero;
}

/** The hypervisor's, by the mode in their number, and by what M-mode has for it; the real fcsr. */
const isAbsent = (name: string, number: number): boolean =>
  ((number >> 8) & 3) === 2 || /^vs|^mtinst$|^mtval2$|^fflags$|^frm$|^fcsr$/.test(name);

// biome-ignore format: columns are the point.
export const csrColumns: readonly Column<Ways & { readonly number: number }>[] = [
  ['NUMBER', ({ number }) => number],
  ['READ',   ({ read }) => read],
  ['WRITE',  ({ write }) => write],
  ['FIELD',  ({ field = 0 }) => field],
  ['MASK',   ({ mask = 0 }) => mask],
  ['QUICK',  ({ quick = 0 }) => quick],
];

/** The table, as lines of a source. */
export const csrTable: string = rows(
  'csr_rows',
  csrColumns,
  hartCsrs
    .filter(({ name, number }) => !isAbsent(name, number))
    .map(({ name, number }) => ({ number, ...waysOf(name) })),
);
