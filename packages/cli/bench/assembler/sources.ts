/**
 * Long sources to measure assemblers with: code as a compiler writes it, with and without what debuggers
 * want, code as people do who branch a lot, and as test suites do that are made of macros. They are the
 * same every time.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LINES = 500_000;
const mixture = fileURLToPath(new URL('mixture.c', import.meta.url));

/**
 * The program beside this file, compiled at four levels again and again, its names made unique.
 * @param more options of the compiler
 * @returns undefined if the compiler is not installed.
 */
export function compiled(...more: readonly string[]): string | undefined {
  const outputs: string[] = [];
  for (const level of ['-O0', '-O1', '-O2', '-O3']) {
    const options = [
      level,
      ...more,
      '-S',
      '-ffreestanding',
      '-march=rv64gc',
      '-mabi=lp64d',
      '-o',
      '-',
      mixture,
    ];
    const { stdout, error } = spawnSync('riscv64-unknown-elf-gcc', options, { encoding: 'utf8' });
    if (error) return undefined;
    outputs.push(stdout);
  }
  const parts: string[] = [];
  for (let lines = 0, copy = 0; lines < LINES; copy++) {
    const part = renamed(outputs[copy % outputs.length] ?? '', copy);
    parts.push(part);
    lines += part.split('\n').length - 1;
  }
  return parts.join('');
}

/** A copy whose labels and functions are its own; only the first says what it is made for. */
function renamed(text: string, copy: number): string {
  const once = copy === 0 ? text : text.replace(/^\s*\.(attribute|file|option).*\n/gm, '');
  const functions = [...once.matchAll(/^(\w+):|^\s*\.comm\s+(\w+)/gm)].map(([, a, b]) => a ?? b);
  const names = new RegExp(`(?<![\\w.])(${functions.join('|')})(?![\\w])`, 'g');
  return once.replace(/\.L([A-Za-z_]*\d+)/g, `.L$1_${copy}`).replace(names, `$1_${copy}`);
}

const registers = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 't0', 't1', 't2', 's0', 's1'];

/** Labels every few lines, branches and calls to those before, addresses in two halves. */
export function branchy(): string {
  let state = 1;
  const below = (count: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const register = () => registers[below(registers.length)];
  const lines: string[] = [];
  let label = 0;
  const near = (distance: number) => `label${Math.max(0, label - below(distance))}`;
  const forms: readonly (() => string)[] = [
    () => `addi    ${register()}, ${register()}, ${below(4096) - 2048}`,
    () => `lw      ${register()}, ${4 * below(256)}(${register()})`,
    () => `la      ${register()}, ${near(2000)}`,
    () => `call    ${near(1_000_000)}`,
    () => `beq     ${register()}, ${register()}, ${near(60)}`,
    () => `bnez    ${register()}, ${near(60)}`,
    () => `j       ${near(200)}`,
    () => `lui     ${register()}, %hi(${near(1_000_000)})`,
  ];
  for (; lines.length < LINES; label++) {
    lines.push(`label${label}:`);
    for (let left = 2 + below(5); left > 0; left--) {
      lines.push(`        ${forms[below(forms.length)]?.()}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Calls of macros: a call is a dozen statements, with conditions, repetitions and labels of its own. */
export function macros(): string {
  const lines = [...definitions.split('\n')];
  for (let call = 0; call < CALLS; call++) {
    const operation = ['add', 'sub', 'xor', 'and'][call % 4];
    const into = `x${5 + (call % 3)}, x${10 + (call % 5)}, x${20 + (call % 4)}`;
    const numbers = `${(call * 37) % 2000}, ${(call * 3) % 11}, ${(call * 7919) % 100_000}`;
    lines.push(`test ${operation}, ${into}, ${numbers}, ${8 * (call % 200)}`);
    if (call % 8 === 0) lines.push(`store_all a${call % 6}`);
  }
  return `${lines.join('\n')}\n`;
}

const CALLS = 30_000;

const definitions = `
.macro store_all base
        .irp    number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
        sd      x\\number, 8*\\number(\\base)
        .endr
.endm
.macro check register, wanted, free=t6
        li      \\free, \\wanted
        beq     \\register, \\free, 1f
        li      a0, \\@
        j       fail
1:
.endm
.macro test operation, rd, rs1, rs2, value1, value2, wanted, offset
        .ifnb   \\value1
        li      \\rs1, \\value1
        .endif
        .if     \\value2 == 0
        mv      \\rs2, zero
        .else
        li      \\rs2, \\value2
        .endif
        \\operation \\rd, \\rs1, \\rs2
        check   \\rd, \\wanted
        sd      \\rd, \\offset(sp)
.endm
fail:   j       fail`;
