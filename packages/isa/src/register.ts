/** The registers and their names in the calling convention [psABI §1.1]. */

// biome-ignore format: columns are the point.
const abiNames = [
  'zero', 'ra', 'sp',  'gp',  'tp', 't0', 't1', 't2',
  's0',   's1', 'a0',  'a1',  'a2', 'a3', 'a4', 'a5',
  'a6',   'a7', 's2',  's3',  's4', 's5', 's6', 's7',
  's8',   's9', 's10', 's11', 't3', 't4', 't5', 't6',
] as const;

/** ABI names by number: `registerNames[10]` is `a0`. */
export const registerNames: readonly string[] = abiNames;

const numbers = new Map<string, number>([
  ...abiNames.map((name, number): [string, number] => [name, number]),
  ...abiNames.map((_, number): [string, number] => [`x${number}`, number]),
  ['fp', 8],
]);

/** The number of a register by its ABI or numeric name, or undefined. */
export function registerNumber(name: string): number | undefined {
  return numbers.get(name);
}

/** Floating-point registers by number: `floatRegisterNames[10]` is `fa0`. */
// biome-ignore format: columns are the point.
export const floatRegisterNames: readonly string[] = [
  'ft0', 'ft1', 'ft2',  'ft3',  'ft4', 'ft5', 'ft6',  'ft7',
  'fs0', 'fs1', 'fa0',  'fa1',  'fa2', 'fa3', 'fa4',  'fa5',
  'fa6', 'fa7', 'fs2',  'fs3',  'fs4', 'fs5', 'fs6',  'fs7',
  'fs8', 'fs9', 'fs10', 'fs11', 'ft8', 'ft9', 'ft10', 'ft11',
];

const floatNumbers = new Map<string, number>([
  ...floatRegisterNames.map((name, number): [string, number] => [name, number]),
  ...floatRegisterNames.map((_, number): [string, number] => [`f${number}`, number]),
]);

/** The number of a floating-point register by its ABI or numeric name, or undefined. */
export function floatRegisterNumber(name: string): number | undefined {
  return floatNumbers.get(name);
}

/** Names of the vector registers by number. */
const vectorRegisterNames: readonly string[] = Array.from({ length: 32 }, (_, n) => `v${n}`);

/** The number of a vector register, or undefined. */
export function vectorRegisterNumber(name: string): number | undefined {
  const number = vectorRegisterNames.indexOf(name);
  return number < 0 ? undefined : number;
}

/** Every name a floating-point register can be written by. */
export const allFloatRegisterNames: readonly string[] = [...floatNumbers.keys()];

/** Every name a register can be written by. */
export const allRegisterNames: readonly string[] = [...numbers.keys()];
