/**
 * What the bits of CSRs are called [priv §3.1, §4.1, §8.2, unpriv §11.2]: for documentation, and for
 * tools that show a register to people. What may be written to a field is the matter of its row.
 */

import { fcsr, fflags } from '../float.ts';
import * as cause from '../trap/cause.ts';
import { envcfg } from './environment.ts';
import { type BitField, hstatus, mstatus } from './mstatus.ts';
import { mseccfg } from './pmp.ts';

/** Fields by name, in the order of the manual's figures or of their bits. */
export type CsrFields = Readonly<Record<string, BitField>>;

const bit = (at: number): BitField => ({ at, bits: 1 });

const trapVector: CsrFields = { mode: { at: 0, bits: 2 }, base: { at: 2, bits: 62 } };
const trapCause: CsrFields = { code: { at: 0, bits: 63 }, interrupt: bit(63) };
const counterEnable: CsrFields = { cy: bit(0), tm: bit(1), ir: bit(2), hpm: { at: 3, bits: 29 } };
const accrued: CsrFields = Object.fromEntries(
  Object.entries(fflags).map(([name, mask]) => [name, bit(Math.log2(mask))]),
);

/** An address space's root: `asid`, or `vmid` with two bits fewer. */
function root(space: 'asid' | 'vmid'): CsrFields {
  const bits = space === 'asid' ? 16 : 14;
  return { ppn: { at: 0, bits: 44 }, [space]: { at: 44, bits }, mode: { at: 60, bits: 4 } };
}

/** Interrupts by the names of their bits without the last letter, as in `mtip` and `mtie`. */
const interrupts = {
  ssi: cause.SSI,
  vssi: cause.VSSI,
  msi: cause.MSI,
  sti: cause.STI,
  vsti: cause.VSTI,
  mti: cause.MTI,
  sei: cause.SEI,
  vsei: cause.VSEI,
  mei: cause.MEI,
} as const;

type Interrupt = keyof typeof interrupts;

const ofSupervisor: readonly Interrupt[] = ['ssi', 'sti', 'sei'];
const ofGuest: readonly Interrupt[] = ['vssi', 'vsti', 'vsei'];
const ofAll = Object.keys(interrupts) as readonly Interrupt[];

/** A bit for each interrupt: pending with `p`, enabled with `e`, delegated with nothing more. */
function interruptBits(which: readonly Interrupt[], suffix: 'p' | 'e' | ''): CsrFields {
  return Object.fromEntries(
    which.map((name) => [suffix ? `${name}${suffix}` : name, bit(interrupts[name])]),
  );
}

/** A bit for each exception, by its number. */
const exceptionBits: CsrFields = Object.fromEntries(
  Object.keys(cause.exceptionNames).map((code) => [code, bit(Number(code))]),
);

function pmpConfigurations(first: number): CsrFields {
  return Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [`pmp${first + n}cfg`, { at: n * 8, bits: 8 }]),
  );
}

const { mie: _mie, mpie: _mpie, mpp: _mpp, ...ofSupervisorStatus } = mstatus;
const { mprv: _mprv, tvm: _tvm, tw: _tw, tsr: _tsr, ...withoutMachine } = ofSupervisorStatus;
const { sxl: _sxl, gva: _gva, mpv: _mpv, ...supervisorStatus } = withoutMachine;

// biome-ignore format: columns are the point.
const fields: Readonly<Record<string, CsrFields>> = {
  fflags: accrued, frm: { mode: { at: 0, bits: 3 } }, fcsr,

  mstatus, sstatus: supervisorStatus, vsstatus: supervisorStatus, hstatus,
  misa: { extensions: { at: 0, bits: 26 }, mxl: { at: 62, bits: 2 } },

  mtvec: trapVector, stvec: trapVector, vstvec: trapVector,
  mcause: trapCause, scause: trapCause, vscause: trapCause,

  mip:     interruptBits(ofAll, 'p'),
  mie:     interruptBits(ofAll, 'e'),
  mideleg: interruptBits(ofAll, ''),
  sip:     interruptBits(ofSupervisor, 'p'),
  sie:     interruptBits(ofSupervisor, 'e'),
  hip:     interruptBits(ofGuest, 'p'),
  hvip:    interruptBits(ofGuest, 'p'),
  hie:     interruptBits(ofGuest, 'e'),
  hideleg: interruptBits(ofGuest, ''),
  vsip:    interruptBits(ofSupervisor, 'p'),
  vsie:    interruptBits(ofSupervisor, 'e'),
  medeleg: exceptionBits, hedeleg: exceptionBits,

  mcounteren: counterEnable, scounteren: counterEnable, hcounteren: counterEnable,
  menvcfg: envcfg, senvcfg: envcfg, henvcfg: envcfg,

  satp: root('asid'), vsatp: root('asid'), hgatp: root('vmid'),
  mseccfg, pmpcfg0: pmpConfigurations(0), pmpcfg2: pmpConfigurations(8),
};

/** The fields of a CSR by its name; none where the register is one number. */
export function csrFields(name: string): CsrFields {
  if (/^pmpaddr\d+$/.test(name)) return { 'address[55:2]': { at: 0, bits: 54 } };
  return fields[name] ?? {};
}
