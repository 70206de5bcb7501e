/**
 * Ways to translate addresses, by privilege, and for data by SUM and MXR: each hart has TLBs for each of
 * them. The first is M-mode's: not at all. A guest's MXR makes pages of its own table readable, the
 * host's those of both stages [priv §3.1.6.3, §8.4.1, §8.5.1]. Generated code finds them too [select-tlbs.ts].
 */

import { type AddressSpaces, mstatus as fields } from '@ireko/isa';
import type { Hart } from './hart.ts';
import { regimes, stateAddress } from './layout.ts';
import type { Access, AccessKind } from './page-tables.ts';

const USER = 0;
const SUPERVISOR = 1;
const MACHINE = 3;
const MPRV = 1 << fields.mprv.at;
const SUM = 1 << fields.sum.at;
const MXR = 1 << fields.mxr.at;
/** In the high half of `mstatus`. */
const MPV = 1 << (fields.mpv.at - 32);
const SPVP = 1 << 8;

const mstatus = stateAddress('mstatus');
const privilegeSlot = stateAddress('privilege');
const virtualSlot = stateAddress('virtual');
const vsstatus = stateAddress('vsstatus');
const hstatus = stateAddress('hstatus');

/** The numbers of ways: of the first of each kind, and from there on. */
export const regime = {
  machine: 0,
  host: 1,
  guest: 7,
  /** From the first of a host or a guest. */
  user: 0,
  supervisor: 1,
  supervisorSum: 2,
  mxr: 3,
  hostMxr: 6,
} as const;

/** Those of a supervisor's own addresses, and of its guests': a bit for each. */
export const regimesOf: Readonly<Record<AddressSpaces, number>> = {
  supervisor: (1 << regime.guest) - (1 << regime.host),
  guest: (1 << regimes) - (1 << regime.guest),
};

/** The way in which a mode's instructions are found. */
export function fetchRegime(privilege: number, isVirtual: boolean): number {
  if (privilege === MACHINE) return regime.machine;
  const first = isVirtual ? regime.guest : regime.host;
  return first + (privilege === USER ? regime.user : regime.supervisor);
}

/** The way in which a mode's data are found, as `mstatus` and `vsstatus` are. */
export function dataRegime(hart: Hart, privilege: number, isVirtual: boolean): number {
  const first = fetchRegime(privilege, isVirtual);
  if (privilege === MACHINE) return first;
  const host = hart.low(mstatus);
  const own = isVirtual ? hart.low(vsstatus) : host;
  const isSum = privilege === SUPERVISOR && (own & SUM) !== 0;
  const found = isSum ? first + regime.supervisorSum - regime.supervisor : first;
  if (isVirtual && host & MXR) return found + regime.hostMxr;
  return own & MXR ? found + regime.mxr : found;
}

/** The way in which the hart's instructions are found now. */
export function fetchRegimeNow(hart: Hart): number {
  return fetchRegime(hart.low(privilegeSlot), hart.low(virtualSlot) !== 0);
}

/** The way in which its data are found now, MPRV included. */
export function dataRegimeNow(hart: Hart): number {
  const privilege = hart.low(privilegeSlot);
  if (privilege !== MACHINE) return dataRegime(hart, privilege, hart.low(virtualSlot) !== 0);
  if ((hart.low(mstatus) & MPRV) === 0) return regime.machine;
  const lent = accessor(hart, 'read', undefined);
  return dataRegime(hart, lent.privilege, lent.isVirtual);
}

/**
 * Who makes an access now: MPRV lends M-mode another's way to data.
 * @param lent whose accesses `hlv` and `hsv` make while one runs: a guest's, with the privilege in `hstatus.spvp`.
 */
export function accessor(hart: Hart, kind: AccessKind, lent: 'data' | 'code' | undefined): Access {
  const privilege = hart.low(privilegeSlot);
  const status = hart.low(mstatus);
  if (kind !== 'execute' && lent) {
    const level = hart.low(hstatus) & SPVP ? SUPERVISOR : USER;
    return { kind, ofCode: lent === 'code', privilege: level, isVirtual: true };
  }
  if (kind !== 'execute' && privilege === MACHINE && status & MPRV) {
    const level = (status >>> fields.mpp.at) & 3;
    const isVirtual = level !== MACHINE && (hart.high(mstatus) & MPV) !== 0;
    return { kind, ofCode: false, privilege: level, isVirtual };
  }
  return { kind, ofCode: false, privilege, isVirtual: hart.low(virtualSlot) !== 0 };
}
