/**
 * `mstatus`, its view `sstatus`, the guest's `vsstatus`, and `hstatus` [priv §3.1.6, §4.1.1, §8.2.1,
 * §8.2.11]. The field `fs` is apart from the slots, since every floating-point instruction uses it.
 */

import { DIRTY } from '../float.ts';
import type { Meaning } from '../meaning.ts';
import { type CsrRow, masked, merge, type Read, register, type Write } from './csr-row.ts';
import { hasHypervisor } from './misa.ts';
import { fieldMask, getField, hstatus as guest, mstatus } from './mstatus.ts';

const { sie, mie, spie, mpie, spp, mpp, fs, mprv, sum, mxr, tvm, tw, tsr, uxl, sxl, gva, mpv, sd } =
  mstatus;

const sstatusWritable = masked(sie, spie, spp, sum, mxr);
const sstatusVisible = sstatusWritable | masked(fs, uxl, sd);
const mstatusWritable = sstatusWritable | masked(mie, mpie, mprv, tvm, tw, tsr);
const ofHypervisor = masked(gva, mpv);

/** Widths are 2, for 64 bits, and cannot be changed. */
export const mstatusReset: bigint = (2n << BigInt(uxl.at)) | (2n << BigInt(sxl.at));
export const vsstatusReset: bigint = 2n << BigInt(uxl.at);
export const hstatusReset: bigint = 2n << BigInt(guest.vsxl.at);

type FloatSlot = 'fs' | 'vsfs';

/** A status register with what is kept apart from it: `fs`, and `sd`, which says that `fs` is dirty. */
function withFloats(slot: 'mstatus' | 'vsstatus', floatSlot: FloatSlot): Read {
  return (m) => {
    const floats = m.state(floatSlot);
    const dirty = m.flag(m.eq(floats, m.constant(DIRTY)));
    const apart = m.or(m.sll(floats, m.constant(fs.at)), m.sll(dirty, m.constant(sd.at)));
    return m.or(m.state(slot), apart);
  };
}

function changed<V, C, D>(m: Meaning<V, C, D>, value: V, floatSlot: FloatSlot): void {
  m.setState(floatSlot, getField(m, value, fs));
  m.translationChanged('privilege');
  m.interruptsChanged();
}

/** `mpp` is WARL: 2 names no mode, and leaves the field as it was. */
const writeMstatus: Write = (m, value) => {
  const noMode = m.eq(getField(m, value, mpp), m.constant(2));
  merge(m, 'mstatus', value, m.choose(noMode, m.constant(0), m.constant(fieldMask(mpp))));
  merge(m, 'mstatus', value, m.constant(mstatusWritable));
  const own = m.constant(ofHypervisor);
  merge(m, 'mstatus', value, m.choose(hasHypervisor(m), own, m.constant(0)));
  changed(m, value, 'fs');
};

export const mstatusRow: CsrRow = { read: withFloats('mstatus', 'fs'), write: writeMstatus };

export const sstatusRow: CsrRow = {
  read: (m) => m.and(mstatusRow.read(m), m.constant(sstatusVisible)),
  write: (m, value) => {
    merge(m, 'mstatus', value, m.constant(sstatusWritable));
    changed(m, value, 'fs');
  },
};

export const vsstatusRow: CsrRow = {
  read: withFloats('vsstatus', 'vsfs'),
  write: (m, value) => {
    merge(m, 'vsstatus', value, m.constant(sstatusWritable));
    changed(m, value, 'vsfs');
  },
};

/** `vgein` is zero, as there are no guest external interrupts; guests are little-endian and 64 bits wide. */
export const hstatusRow: CsrRow = register(
  'hstatus',
  masked(guest.gva, guest.spv, guest.spvp, guest.hu, guest.vtvm, guest.vtw, guest.vtsr),
);
