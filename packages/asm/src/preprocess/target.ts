/**
 * What compilers for RISC-V define before a file is read [RISC-V C API, "preprocessor definitions"], as
 * gcc 12.2 has it. Left out is what only C has a use for: names of types, floating-point numbers, atomics.
 */

import type { Abi, Extensions } from '../architecture.ts';

/** Macros of which a value is nothing that a program chooses. */
const fixed: Readonly<Record<string, string>> = {
  __GNUC__: '12',
  __GNUC_MINOR__: '2',
  __GNUC_PATCHLEVEL__: '0',
  __VERSION__: '"12.2.0"',
  __STDC__: '1',
  __STDC_HOSTED__: '1',
  __ELF__: '1',
  __USER_LABEL_PREFIX__: '',
  __REGISTER_PREFIX__: '',
  __CHAR_BIT__: '8',
  __CHAR_UNSIGNED__: '1',
  __BIGGEST_ALIGNMENT__: '16',
  __ORDER_LITTLE_ENDIAN__: '1234',
  __ORDER_BIG_ENDIAN__: '4321',
  __ORDER_PDP_ENDIAN__: '3412',
  __BYTE_ORDER__: '__ORDER_LITTLE_ENDIAN__',
  __FLOAT_WORD_ORDER__: '__ORDER_LITTLE_ENDIAN__',
  __SIZEOF_FLOAT__: '4',
  __SIZEOF_DOUBLE__: '8',
  __SIZEOF_LONG_DOUBLE__: '16',
  __riscv: '1',
  __riscv_arch_test: '1',
};

/** C's integer types by the macros about them, `X` for the width of registers. */
// biome-ignore format: columns are the point.
const integers: readonly { name: string; size?: string; bits: number | 'X'; suffix?: string }[] = [
  { name: 'SCHAR',                           bits: 8 },
  { name: 'SHRT',      size: 'SHORT',        bits: 16 },
  { name: 'INT',       size: 'INT',          bits: 32 },
  { name: 'LONG',      size: 'LONG',         bits: 'X', suffix: 'L' },
  { name: 'LONG_LONG', size: 'LONG_LONG',    bits: 64,  suffix: 'LL' },
  { name: 'WCHAR',     size: 'WCHAR_T',      bits: 32 },
  { name: 'WINT',      size: 'WINT_T',       bits: 32,  suffix: 'U' },
  { name: 'PTRDIFF',   size: 'PTRDIFF_T',    bits: 'X', suffix: 'L' },
  { name: 'SIZE',      size: 'SIZE_T',       bits: 'X', suffix: 'UL' },
  { name: 'INTPTR',                          bits: 'X', suffix: 'L' },
];

function integerMacros(xlen: number): [string, string][] {
  return integers.flatMap(({ name, size, bits, suffix = '' }): [string, string][] => {
    const width = bits === 'X' ? xlen : bits;
    const isSigned = !suffix.startsWith('U');
    const most = `0x${(((1n << BigInt(width)) - 1n) >> (isSigned ? 1n : 0n)).toString(16)}`;
    // Of 32 bits, what is as wide as a pointer is an `int`.
    const isInt = bits === 'X' && xlen === 32 && name !== 'LONG';
    return [
      [`__${name}_MAX__`, most + (isInt ? suffix.replace('L', '') : suffix)],
      [`__${name}_WIDTH__`, String(width)],
      ...(size === undefined
        ? []
        : [[`__SIZEOF_${size}__`, String(width / 8)] as [string, string]]),
    ];
  });
}

/** Macros by name with their bodies. */
export function targetMacros(
  extensions: Extensions,
  abi: Abi,
  isPic: boolean,
): Readonly<Record<string, string>> {
  const has = (name: string) => extensions.has(name);
  const isWide = extensions.xlen === 64;
  const [, floatAbi = ''] = /lp\d+([fdq]?)/.exec(abi) ?? [];
  const bitsOf = (prefix: string) =>
    Math.max(
      0,
      ...[...extensions.keys()].map((name) =>
        name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : 0,
      ),
    );
  const vectorFloat = has('zve64d') ? 64 : has('zve32f') ? 32 : 0;
  // biome-ignore format: columns are the point.
  const chosen: readonly (readonly [holds: boolean, names: string, body?: string | number])[] = [
    [isWide,               '__LP64__ _LP64'],
    [isWide,               '__SIZEOF_INT128__', 16],
    [true,                 '__SIZEOF_POINTER__', extensions.xlen / 8],
    [true,                 '__riscv_xlen', extensions.xlen],
    [has('e'),             '__riscv_32e'],
    [abi === 'ilp32e',     '__riscv_abi_rve'],
    [has('m'),             '__riscv_mul __riscv_div __riscv_muldiv'],
    [has('a'),             '__riscv_atomic'],
    [has('c'),             '__riscv_compressed'],
    [has('f'),             '__riscv_fdiv __riscv_fsqrt'],
    [has('f'),             '__riscv_flen', has('d') ? 64 : 32],
    [floatAbi === '',      '__riscv_float_abi_soft'],
    [floatAbi === 'f',     '__riscv_float_abi_single'],
    [floatAbi === 'd',     '__riscv_float_abi_double'],
    [floatAbi === 'q',     '__riscv_float_abi_quad'],
    [has('zve32x'),        '__riscv_vector'],
    [has('zve32x'),        '__riscv_v_min_vlen', bitsOf('zvl')],
    [has('zve32x'),        '__riscv_v_elen', bitsOf('zve')],
    [has('zve32x'),        '__riscv_v_elen_fp', vectorFloat],
    [!isPic,               '__riscv_cmodel_medlow'],
    [isPic,                '__riscv_cmodel_medany __riscv_cmodel_pic'],
    [isPic,                '__pic__ __PIC__', 2],
  ];
  return Object.fromEntries([
    ...Object.entries(fixed),
    ...integerMacros(extensions.xlen),
    ...extensionMacros(extensions),
    ...chosen.flatMap(([holds, names, body = 1]) =>
      holds ? names.split(' ').map((name) => [name, String(body)]) : [],
    ),
  ]);
}

/** `__riscv_zba` and the like: the version of an extension, in millions and thousands. */
function extensionMacros(extensions: Extensions): [string, string][] {
  return [...extensions].flatMap(([name, version]): [string, string][] => {
    const [, major, minor] = /^(\d+)p(\d+)$/.exec(version) ?? [];
    const isPartOf = { i: 'e', zmmul: 'm' }[name];
    if (major === undefined || (isPartOf && extensions.has(isPartOf))) return [];
    return [[`__riscv_${name}`, String(Number(major) * 1_000_000 + Number(minor) * 1000)]];
  });
}
