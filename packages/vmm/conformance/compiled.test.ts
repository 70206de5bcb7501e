/**
 * A program that GCC compiled for hardware floating point (rv64gc, lp64d) prints in a virtual
 * machine what it prints on the bare machine, while another one computes beside it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { techniques } from '../src/index.ts';
import { buildVmm, linesOf, run } from '../test/boot.ts';

/** Integrates 4/(1+x²) from 0 to 1 in steps, which gives π, and prints the bits of each sum. */
const source = String.raw`
__asm__(".text\n.globl _start\n_start: la sp, stack_top\n"
        "li t0, 3 << 13\ncsrs mstatus, t0\ncall compute\n");

static void put(char c) { *(volatile char *)0x10000000 = c; }

static double integrate(int steps) {
  double sum = 0, width = 1.0 / steps;
  for (int i = 0; i < steps; i++) {
    double x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

void compute(void) {
  for (int steps = 1; steps <= 100000; steps *= 10) {
    union { double value; unsigned long bits; } sum = { integrate(steps) };
    for (int shift = 60; shift >= 0; shift -= 4)
      put("0123456789abcdef"[sum.bits >> shift & 15]);
    put('\n');
  }
  *(volatile int *)0x00100000 = 0x5555;
  for (;;) ;
}
`;

const script = join(import.meta.dirname, '../test/guests/guest.ld');
// biome-ignore format: an option and its value on a line.
const options = [
  '-march=rv64gc', '-mabi=lp64d', '-mcmodel=medany', '-O2',
  '-nostdlib', '-ffreestanding', '-Wl,--no-warn-rwx-segments', '-Wl,--build-id=none',
  '-T', script,
];

let folder: string;
let kernel: Uint8Array;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-compiled-'));
  writeFileSync(join(folder, 'pi.c'), source);
  execFileSync('riscv64-unknown-elf-gcc', [...options, '-o', 'pi.elf', 'pi.c'], { cwd: folder });
  kernel = readFileSync(join(folder, 'pi.elf'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(techniques)('compiled floating point by %s gives the same bits', (technique) => {
  const bare = run(kernel, { ramBytes: 4 * 2 ** 20 })
    .console.split('\n')
    .slice(0, -1);
  expect(bare.at(-1)).toMatch(/^400921fb544/); // π is 0x400921fb54442d18
  const vm = (name: string) => ({
    name,
    kernel,
    file: 'pi.elf',
    memoryBytes: 2 * 2 ** 20,
    technique,
  });
  const { console, outcome } = run(buildVmm([vm('a'), vm('b')], { sliceMs: 1 }));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
  expect(linesOf('a', console)).toEqual(bare);
  expect(linesOf('b', console)).toEqual(bare);
});
