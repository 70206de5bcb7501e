/**
 * The fields of `mstatus` and `hstatus` that privileged instructions and traps use [priv §3.1.6,
 * §8.2.1], and how to read and set a field of a slot.
 */

import type { Meaning } from '../meaning.ts';
import type { StateName } from '../state.ts';

/** A field of a CSR: its lowest bit and how many bits it has. */
export interface BitField {
  readonly at: number;
  readonly bits: number;
}

// biome-ignore format: as the manual's figure has them.
type MstatusField =
  | 'sie' | 'mie' | 'spie' | 'ube' | 'mpie' | 'spp' | 'mpp' | 'fs' | 'xs' | 'mprv'
  | 'sum' | 'mxr' | 'tvm' | 'tw' | 'tsr' | 'uxl' | 'sxl' | 'gva' | 'mpv' | 'sd';

// biome-ignore format: columns are the point.
export const mstatus: Readonly<Record<MstatusField, BitField>> = {
  sie:  { at: 1,  bits: 1 },
  mie:  { at: 3,  bits: 1 },
  spie: { at: 5,  bits: 1 },
  ube:  { at: 6,  bits: 1 },
  mpie: { at: 7,  bits: 1 },
  spp:  { at: 8,  bits: 1 },
  mpp:  { at: 11, bits: 2 },
  fs:   { at: 13, bits: 2 },
  xs:   { at: 15, bits: 2 },
  mprv: { at: 17, bits: 1 },
  sum:  { at: 18, bits: 1 },
  mxr:  { at: 19, bits: 1 },
  tvm:  { at: 20, bits: 1 },
  tw:   { at: 21, bits: 1 },
  tsr:  { at: 22, bits: 1 },
  uxl:  { at: 32, bits: 2 },
  sxl:  { at: 34, bits: 2 },
  gva:  { at: 38, bits: 1 },
  mpv:  { at: 39, bits: 1 },
  sd:   { at: 63, bits: 1 },
};

type HstatusField = 'gva' | 'spv' | 'spvp' | 'hu' | 'vtvm' | 'vtw' | 'vtsr' | 'vsxl';

// biome-ignore format: columns are the point.
export const hstatus: Readonly<Record<HstatusField, BitField>> = {
  gva:  { at: 6,  bits: 1 },
  spv:  { at: 7,  bits: 1 },
  spvp: { at: 8,  bits: 1 },
  hu:   { at: 9,  bits: 1 },
  vtvm: { at: 20, bits: 1 },
  vtw:  { at: 21, bits: 1 },
  vtsr: { at: 22, bits: 1 },
  vsxl: { at: 32, bits: 2 },
};

/** The bits of a field, in place. */
export function fieldMask({ at, bits }: BitField): bigint {
  return ((1n << BigInt(bits)) - 1n) << BigInt(at);
}

/** The field's value in `word`, shifted down. */
export function getField<V, C, D>(m: Meaning<V, C, D>, word: V, { at, bits }: BitField): V {
  return m.and(m.srl(word, m.constant(at)), m.constant((1 << bits) - 1));
}

/** `word` with `value` (which fits) in the field. */
export function setField<V, C, D>(m: Meaning<V, C, D>, word: V, target: BitField, value: V): V {
  const others = m.and(word, m.constant(~fieldMask(target)));
  return m.or(others, m.sll(value, m.constant(target.at)));
}

/** Whether bit `number` of a slot is set. */
export function bitSet<V, C, D>(m: Meaning<V, C, D>, slot: StateName, number: number): C {
  return m.ne(m.and(m.state(slot), m.constant(1n << BigInt(number))), m.constant(0));
}
