/** The CSRs of H, and the registers of a guest's supervisor, which also stand in for `s…` while V=1 [priv §8.2]. */

// biome-ignore format: one line a file.
import { ALL, type CsrRow, EVEN, fixed, type NamedRow, register, trapVector, WORD } from './csr-row.ts';
import { hedelegRow } from './delegation.ts';
import { environment } from './environment.ts';
import { interruptRows } from './interrupt-csr.ts';
import { hstatusRow, vsstatusRow } from './status-csr.ts';
import { htimedeltaRow, vstimecmpRow } from './timer-csr.ts';
import { hgatpRow, vsatpRow } from './translation-csr.ts';

/** A guest's registers by the names of those for which they stand. */
// biome-ignore format: columns are the point.
export const guestRows: Readonly<
  Record<'sstatus' | 'sie' | 'stvec' | 'sscratch' | 'sepc' | 'scause' | 'stval' | 'sip' | 'stimecmp' | 'satp', CsrRow>
> = {
  sstatus:  vsstatusRow,
  sie:      interruptRows.vsie,
  stvec:    trapVector('vstvec'),
  sscratch: register('vsscratch', ALL),
  sepc:     register('vsepc', EVEN),
  scause:   register('vscause', ALL),
  stval:    register('vstval', ALL),
  sip:      interruptRows.vsip,
  stimecmp: vstimecmpRow,
  satp:     vsatpRow,
};

// biome-ignore format: columns are the point.
export const hypervisorRows: readonly NamedRow[] = [
  ['vsstatus',   0x200, guestRows.sstatus],
  ['vsie',       0x204, guestRows.sie],
  ['vstvec',     0x205, guestRows.stvec],
  ['vsscratch',  0x240, guestRows.sscratch],
  ['vsepc',      0x241, guestRows.sepc],
  ['vscause',    0x242, guestRows.scause],
  ['vstval',     0x243, guestRows.stval],
  ['vsip',       0x244, guestRows.sip],
  ['vstimecmp',  0x24d, guestRows.stimecmp],
  ['vsatp',      0x280, guestRows.satp],

  ['hstatus',    0x600, hstatusRow],
  ['hedeleg',    0x602, hedelegRow],
  ['hideleg',    0x603, interruptRows.hideleg],
  ['hie',        0x604, interruptRows.hie],
  ['htimedelta', 0x605, htimedeltaRow],
  ['hcounteren', 0x606, register('hcounteren', WORD)],
  ['hgeie',      0x607, fixed(0n)],
  ['henvcfg',    0x60a, environment('henvcfg')],
  ['htval',      0x643, register('htval', ALL)],
  ['hip',        0x644, interruptRows.hip],
  ['hvip',       0x645, interruptRows.hvip],
  ['htinst',     0x64a, register('htinst', ALL)],
  ['hgatp',      0x680, hgatpRow],
  ['hgeip',      0xe12, fixed(0n)],
];
