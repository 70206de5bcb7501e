/**
 * A hart's registers as gdb knows them: a number, a name and 64 bits for each, and the target description
 * that tells it so, with every CSR of the table [gdb, "RISC-V Features"]. The numbers are gdb's own.
 */

import { csrs, floatRegisterNames, registerNames } from '@ireko/isa';
import type { Change, Machine } from '@ireko/machine';

/** Registers in a `g` packet: the integer registers and `pc`; gdb asks for any other by its number. */
export const plainRegisters = 33;
const PC = 32;
const FIRST_FLOAT = 33;
const FIRST_CSR = 65;
const PRIVILEGE = FIRST_CSR + 4096;
const REGISTER_BYTES = 8;

/** The value of a register of a hart, or undefined where there is none of that number. */
export function readRegister(machine: Machine, hart: number, number: number): bigint | undefined {
  const state = machine.hartOf(hart);
  if (number < PC) return state.register(number);
  if (number === PC) return state.pc;
  if (number < FIRST_CSR) return state.floatRegister(number - FIRST_FLOAT);
  if (number === PRIVILEGE) return BigInt(state.privilege);
  return machine.debug.csr(hart, number - FIRST_CSR);
}

/** What is changed where a register of a hart is set. */
export function changeOf(hart: number, number: number, value: bigint): Change {
  if (number >= FIRST_CSR) return { kind: 'csr', hart, number: number - FIRST_CSR, value };
  if (number < PC) return { kind: 'register', hart, number, value };
  if (number === PC) return { kind: 'pc', hart, value };
  return { kind: 'float-register', hart, number: number - FIRST_FLOAT, value };
}

/** 64 bits in the order of bytes in memory. */
export function hexOfRegister(value: bigint): string {
  const bytes = Buffer.alloc(REGISTER_BYTES);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes.toString('hex');
}

/** The value of such digits; undefined where they are not 16. */
export function registerOfHex(hex: string): bigint | undefined {
  if (!/^[0-9a-f]{16}$/i.test(hex)) return undefined;
  return Buffer.from(hex, 'hex').readBigUInt64LE();
}

/** The target description. */
export function targetDescription(): string {
  const register = (name: string, number: number, rest: string) =>
    `<reg name="${name}" bitsize="64" regnum="${number}" ${rest}/>`;
  const integers = registerNames.map((name, number) =>
    register(name, number, `type="${pointerTypes[name] ?? 'int'}"`),
  );
  const floats = floatRegisterNames.map((name, number) =>
    register(name, FIRST_FLOAT + number, 'type="either"'),
  );
  const ofFloats = csrs.filter(({ number }) => number <= LAST_FLOAT_CSR);
  const others = csrs.filter(({ number }) => number > LAST_FLOAT_CSR);
  const csrRegisters = (rows: typeof csrs, group: string) =>
    rows.map(({ name, number }) =>
      register(name, FIRST_CSR + number, `type="int" save-restore="no" group="${group}"`),
    );
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE target SYSTEM "gdb-target.dtd">',
    '<target version="1.0">',
    '<architecture>riscv:rv64</architecture>',
    '<feature name="org.gnu.gdb.riscv.cpu">',
    ...integers,
    register('pc', PC, 'type="code_ptr"'),
    '</feature>',
    '<feature name="org.gnu.gdb.riscv.fpu">',
    '<union id="either"><field name="float" type="ieee_single"/><field name="double" type="ieee_double"/></union>',
    ...floats,
    ...csrRegisters(ofFloats, 'float'),
    '</feature>',
    '<feature name="org.gnu.gdb.riscv.csr">',
    ...csrRegisters(others, 'csr'),
    '</feature>',
    '<feature name="org.gnu.gdb.riscv.virtual">',
    register('priv', PRIVILEGE, 'type="int" save-restore="no"'),
    '</feature>',
    '</target>',
    '',
  ].join('\n');
}

/** `fflags`, `frm` and `fcsr` are 1, 2 and 3. */
const LAST_FLOAT_CSR = 3;

const pointerTypes: Readonly<Record<string, string>> = {
  ra: 'code_ptr',
  sp: 'data_ptr',
  gp: 'data_ptr',
  tp: 'data_ptr',
  s0: 'data_ptr',
};
