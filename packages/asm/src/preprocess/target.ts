/** What compilers for RISC-V define before a file is read [RISC-V C API, "preprocessor definitions"]. */

import type { Extensions } from '../architecture.ts';

/** Macros by name with their bodies. */
export function targetMacros(extensions: Extensions): Readonly<Record<string, string>> {
  const has = (name: string) => extensions.has(name);
  const isWide = extensions.xlen === 64;
  const macros: Record<string, string | undefined> = {
    __ELF__: '1',
    __LP64__: isWide ? '1' : undefined,
    _LP64: isWide ? '1' : undefined,
    __ILP32__: isWide ? undefined : '1',
    _ILP32: isWide ? undefined : '1',
    __SIZEOF_POINTER__: isWide ? '8' : '4',
    __CHAR_BIT__: '8',
    __ORDER_LITTLE_ENDIAN__: '1234',
    __BYTE_ORDER__: '1234',
    __riscv: '1',
    __riscv_xlen: String(extensions.xlen),
    __riscv_32e: has('e') ? '1' : undefined,
    __riscv_flen: has('d') ? '64' : has('f') ? '32' : undefined,
    __riscv_float_abi_double: has('d') ? '1' : undefined,
    __riscv_float_abi_soft: has('d') ? undefined : '1',
    __riscv_mul: has('m') ? '1' : undefined,
    __riscv_div: has('m') ? '1' : undefined,
    __riscv_muldiv: has('m') ? '1' : undefined,
    __riscv_atomic: has('a') ? '1' : undefined,
    __riscv_compressed: has('c') ? '1' : undefined,
    __riscv_zicsr: has('zicsr') ? '2000000' : undefined,
  };
  return Object.fromEntries(
    Object.entries(macros).flatMap(([name, body]) => (body === undefined ? [] : [[name, body]])),
  );
}
