/**
 * Which TLBs are in use once the mode has changed, or what `mstatus` and `vsstatus` say of translation, in
 * generated code: system calls, faults and copies from and to a user's memory change them all the time. The ways
 * to translate are those of [regime.ts]; which TLBs a way has its row tells [layout.ts].
 */

import { mstatus } from '@ireko/isa';
import { fetchTlbBytes, REGIME_ROW_SHIFT, regimeRow, slot, stateAddress } from '../hart/layout.ts';
import { regime } from '../hart/regime.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function-builder.ts';

const SUPERVISOR = 1;
const MACHINE = 3;

/**
 * Writes `privilegeChanged()`, which does what that of the MMU does.
 * @param host does it where the way to data has no TLB at present.
 */
export function writeSelectTlbs(f: FunctionBuilder, host: Callable): void {
  const [privilege, virtual, way] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.at('i32.load', stateAddress('privilege')).set(privilege);
  f.at('i32.load', stateAddress('virtual')).set(virtual);

  // Instructions: the TLB of the mode, and what that knows.
  writeOfMode(f, privilege, virtual);
  f.set(way);
  f.at('i32.store', slot.fetchTlb, () => {
    f.at('i32.load', slot.fetchTlbs).get(way).i32(fetchTlbBytes).op('i32.mul').op('i32.add');
  });
  f.at('i64.store', slot.fetchStamp, () => {
    writeRow(f, way);
    f.memory('i64.load', regimeRow.fetchStamp);
  });
  f.at('i64.store', slot.fetchPage, () => f.i64(-1));

  // Data: MPRV lends M-mode another's way, SUM and MXR change a way.
  writeField(f, mstatus.mprv.at, 1);
  f.get(privilege).i32(MACHINE).op('i32.eq').op('i32.and');
  f.ifRarely(() => {
    writeField(f, mstatus.mpp.at, 3);
    f.set(privilege);
    writeField(f, mstatus.mpv.at, 1);
    f.set(virtual);
    writeOfMode(f, privilege, virtual);
    f.set(way);
  });
  f.get(privilege).i32(MACHINE).op('i32.ne');
  f.if(() => writeOfStatus(f, privilege, virtual, way));

  const [row, tlb, selections] = [f.local('i32'), f.local('i32'), f.local('i64')];
  writeRow(f, way);
  f.tee(row).memory('i32.load', regimeRow.dataTlb).tee(tlb).op('i32.eqz');
  f.ifRarely(() => f.call(host).op('return'));
  f.at('i32.store', slot.dataRow, () => f.get(row));
  f.at('i32.store', slot.dataTlb, () => f.get(tlb));
  f.at('i64.load', slot.selections).i64(1).op('i64.add').set(selections);
  f.at('i64.store', slot.selections, () => f.get(selections));
  f.get(row).get(selections).memory('i64.store', regimeRow.usedAt);
}

/** Leaves a mode's way to instructions: `fetchRegime`. */
function writeOfMode(f: FunctionBuilder, privilege: Local, virtual: Local): void {
  f.i32(regime.machine);
  f.i32(regime.guest).i32(regime.host).get(virtual).op('select');
  f.get(privilege).i32(0).op('i32.ne').op('i32.add');
  f.get(privilege).i32(MACHINE).op('i32.eq').op('select');
}

/** Makes a mode's way to instructions its way to data, as SUM and MXR are: `dataRegime`. */
function writeOfStatus(f: FunctionBuilder, privilege: Local, virtual: Local, way: Local): void {
  const [host, own] = [f.local('i32'), f.local('i32')];
  f.at('i32.load', stateAddress('mstatus')).set(host);
  f.at('i32.load', stateAddress('vsstatus')).get(host).get(virtual).op('select').set(own);
  const bit = (status: Local, at: number) =>
    f.get(status).i32(at).op('i32.shr_u').i32(1).op('i32.and');
  bit(own, mstatus.sum.at).get(privilege).i32(SUPERVISOR).op('i32.eq').op('i32.and');
  f.get(way).op('i32.add').set(way);
  f.get(way).i32(regime.hostMxr).op('i32.add');
  f.get(way);
  bit(own, mstatus.mxr.at).i32(regime.mxr).op('i32.mul').op('i32.add');
  bit(host, mstatus.mxr.at).get(virtual).op('i32.and').op('select').set(way);
}

/** Leaves a field of `mstatus`. */
function writeField(f: FunctionBuilder, at: number, mask: number): void {
  f.at('i64.load', stateAddress('mstatus')).i64(at).op('i64.shr_u').op('i32.wrap_i64');
  f.i32(mask).op('i32.and');
}

/** Leaves the place of a way's row. */
function writeRow(f: FunctionBuilder, way: Local): void {
  f.get(way).i32(REGIME_ROW_SHIFT).op('i32.shl').at('i32.load', slot.regimeRows).op('i32.add');
}
