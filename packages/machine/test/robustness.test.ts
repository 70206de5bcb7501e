/** Nothing that a computer is given makes it throw, hang, or reach outside the guest's RAM. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flatten } from '../src/board/device-tree.ts';
import { type BootFiles, boardTree, Machine, MemoryDisk, ramBase } from '../src/index.ts';
import { executable } from './boot/executable.ts';
import { randomProgramRamBytes } from './engines/random-program.ts';
import { tried } from './property.ts';
import { unsound } from './soundness.ts';

const ramBytes = 2 ** 20;

const machine = new Machine({ ramBytes, engine: 'interpreter' });
const fresh = machine.save();

/** Boots and runs for a little. */
function bootAndRun(files: BootFiles): void {
  machine.restore(fresh);
  const problem = machine.boot(files);
  if (problem) expect(problem.problem).not.toBe('');
  else machine.run({ maxInstructions: 100 });
  expect(unsound(machine)).toBeUndefined();
}

/** Some bytes of a file changed, words at places of headers made extreme, or its end cut off. */
const damaged = (file: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const extreme = fc.constantFrom(
    0n,
    1n,
    2n ** 31n,
    2n ** 32n - 1n,
    2n ** 53n,
    2n ** 63n,
    2n ** 64n - 1n,
  );
  const near = fc.bigInt({ min: BigInt(ramBase) - 64n, max: BigInt(ramBase + ramBytes) + 64n });
  const word = fc.tuple(fc.nat(Math.floor(file.length / 8) - 1), fc.oneof(extreme, near));
  const byte = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
  return fc
    .tuple(
      fc.array(byte, { maxLength: 3 }),
      fc.array(word, { maxLength: 2 }),
      fc.oneof(fc.constant(file.length), fc.nat(file.length)),
    )
    .map(([bytes, words, length]) => {
      const copy = file.slice();
      for (const [at, value] of bytes) copy[at] = value;
      const view = new DataView(copy.buffer);
      for (const [at, value] of words) view.setBigUint64(8 * at, value, true);
      return copy.subarray(0, length);
    });
};

describe('whatever a file holds, a computer refuses it or boots', () => {
  const elf = executable({ address: ramBase + 0x1000, bytes: new Uint8Array(64).fill(0x13) });
  const tree = flatten(boardTree({ ramBytes, isa: 'rv64gc' }));
  const raw = fc.uint8Array({ maxLength: 300 });
  const program = fc.oneof(damaged(elf), raw);
  test('as an image', () => {
    fc.assert(
      fc.property(program, (image) => bootAndRun({ image })),
      tried(100),
    );
  });
  test('as firmware, kernel, initial RAM disk and device tree', () => {
    const files = fc.record(
      {
        firmware: program,
        kernel: program,
        initialRamDisk: raw,
        deviceTree: fc.oneof(damaged(tree), raw),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(files, bootAndRun), tried(100));
  });
});

/** What random programs reach is looked at where engines are compared on them [engines/agreement.test.ts]. */
test('RAM with anything in it makes harts reach nothing but their RAM and devices', () => {
  for (let seed = 1; seed <= 16; seed++) {
    const machine = new Machine({
      ramBytes: randomProgramRamBytes,
      engine: seed % 2 ? 'translator' : 'interpreter',
      harts: (seed % 3) + 1,
      turnInstructions: 41,
      hotAfter: 2,
      disks: [new MemoryDisk(new Uint8Array(8 * 512))],
    });
    machine.hart.ram.set(noise(seed), 0);
    machine.run({ maxInstructions: 3000 });
    expect([seed, unsound(machine)]).toEqual([seed, undefined]);
  }
});

/** As much as the RAM of a random program, of no meaning. */
function noise(seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: randomProgramRamBytes }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
