/** H, the hypervisor's instructions: its guest's memory, and fences of its guest's translations [priv §8.3]. */

import type { Closed } from '../csr/environment.ts';
import { hasHypervisor } from '../csr/misa.ts';
import { bitSet, hstatus, mstatus } from '../csr/mstatus.ts';
import { HypervisorLoad, HypervisorStore, type Row, rv64, System2 } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning, Width } from '../meaning.ts';
import { atHostLevel, inGuest, SUPERVISOR, USER } from '../privilege.ts';
import { unlessTrapped } from '../trap/trap.ts';

/** U-mode may use loads and stores if the hypervisor lets it. */
function unlessAllowed<V, C, D>(m: Meaning<V, C, D>): Closed<C> {
  const allowed = bitSet(m, 'hstatus', hstatus.hu.at);
  return {
    illegal: m.either(m.not(hasHypervisor(m)), m.both(atHostLevel(m, USER), m.not(allowed))),
    intercepted: inGuest(m),
  };
}

type Extend = 'signed' | 'unsigned';

function load(width: Width, extend: Extend, what: 'data' | 'code' = 'data'): MeaningOf {
  return (m, { rd, rs1 }) =>
    unlessTrapped(m, unlessAllowed(m), () => {
      const value = m.loadGuest(m.read(rs1), width, what);
      const isSigned = extend === 'signed' && width < 8;
      m.write(rd, isSigned ? m.sext(value, (width * 8) as 8 | 16 | 32) : value);
    });
}

function store(width: Width): MeaningOf {
  return (m, { rs1, rs2 }) =>
    unlessTrapped(m, unlessAllowed(m), () => m.storeGuest(m.read(rs1), width, m.read(rs2)));
}

/** A fence of what a guest's virtual or physical addresses mean; TVM keeps the second stage to M-mode. */
function fence(whose: 'guest' | 'guest-physical'): MeaningOf {
  return (m, { rs1, rs2 }) => {
    const inUser = m.either(m.not(hasHypervisor(m)), atHostLevel(m, USER));
    const kept = m.both(atHostLevel(m, SUPERVISOR), bitSet(m, 'mstatus', mstatus.tvm.at));
    const illegal = whose === 'guest-physical' ? m.either(inUser, kept) : inUser;
    unlessTrapped(m, { illegal, intercepted: inGuest(m) }, () =>
      m.forgetTranslations(whose, rs1, rs2),
    );
  };
}

// biome-ignore format: columns are the point.
export const hypervisor: Readonly<Record<string, Row>> = {
  'hlv.b':       HypervisorLoad (0b0110000_00000, load(1, 'signed')),
  'hlv.bu':      HypervisorLoad (0b0110000_00001, load(1, 'unsigned')),
  'hlv.h':       HypervisorLoad (0b0110010_00000, load(2, 'signed')),
  'hlv.hu':      HypervisorLoad (0b0110010_00001, load(2, 'unsigned')),
  'hlvx.hu':     HypervisorLoad (0b0110010_00011, load(2, 'unsigned', 'code')),
  'hlv.w':       HypervisorLoad (0b0110100_00000, load(4, 'signed')),
  'hlv.wu':      rv64(HypervisorLoad (0b0110100_00001, load(4, 'unsigned'))),
  'hlvx.wu':     HypervisorLoad (0b0110100_00011, load(4, 'unsigned', 'code')),
  'hlv.d':       rv64(HypervisorLoad (0b0110110_00000, load(8, 'signed'))),
  'hsv.b':       HypervisorStore(0b0110001, store(1)),
  'hsv.h':       HypervisorStore(0b0110011, store(2)),
  'hsv.w':       HypervisorStore(0b0110101, store(4)),
  'hsv.d':       rv64(HypervisorStore(0b0110111, store(8))),
  'hfence.vvma': System2(0b0010001, fence('guest')),
  'hfence.gvma': System2(0b0110001, fence('guest-physical')),
};

/** Svinval's parts of those fences [priv §7]. */
// biome-ignore format: columns are the point.
export const hypervisorInvalidation: Readonly<Record<string, Row>> = {
  'hinval.vvma': System2(0b0010011, fence('guest')),
  'hinval.gvma': System2(0b0110011, fence('guest-physical')),
};
