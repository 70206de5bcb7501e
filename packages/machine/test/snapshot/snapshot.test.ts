/** Snapshots of the whole computer: going on from one is going on, and no bytes can hurt. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Machine, MemoryDisk, OverlayDisk } from '../../src/index.ts';
import { readSnapshot, writeSnapshot } from '../../src/snapshot/format.ts';
import type { StateRecord } from '../../src/snapshot/state.ts';
import { randomProgramRamBytes } from '../engines/random-program.ts';
import { tried } from '../property.ts';
import { computer, goOn, running } from './running.ts';

test('a computer goes back to a snapshot of its own, as often as one likes', () => {
  const machine = running(7, 400, 'translator', 2);
  const snapshot = machine.save();
  const going = goOn(machine);
  for (let round = 0; round < 2; round++) {
    expect(machine.restore(snapshot)).toBeUndefined();
    expect(machine.save()).toEqual(snapshot);
    expect(goOn(machine)).toEqual(going);
  }
});

test('a snapshot has no room for memory that is zero', () => {
  const machine = new Machine({ ramBytes: 2 ** 26, engine: 'interpreter' });
  machine.hart.ram.fill(1, 2 ** 20, 2 ** 20 + 5000);
  expect(machine.save().length).toBeLessThan(8192 + 20_000);
});

describe('disks', () => {
  const numbered = () => new Uint8Array(64 * 512).map((_, at) => at >>> 9);
  const withDisk = (disk: MemoryDisk | OverlayDisk) =>
    new Machine({ ramBytes: 2 ** 20, engine: 'interpreter', disks: [undefined, disk] });
  const sector = (disk: MemoryDisk | OverlayDisk, number: number) => {
    const bytes = new Uint8Array(512);
    disk.read(number, bytes);
    return bytes[511];
  };

  test('what was written since is taken back', () => {
    const disk = new MemoryDisk(numbered());
    const machine = withDisk(disk);
    const snapshot = machine.save();
    disk.write(0, new Uint8Array(512).fill(9));
    disk.write(63, new Uint8Array(512).fill(9));
    expect(machine.restore(snapshot)).toBeUndefined();
    expect(disk.bytes).toEqual(numbered());
  });

  test('of an overlay the changes are kept, and what lies under it must be the same', () => {
    const under = new MemoryDisk(numbered());
    const disk = new OverlayDisk(under);
    const machine = withDisk(disk);
    disk.write(5, new Uint8Array(512).fill(1));
    const snapshot = machine.save();
    disk.write(5, new Uint8Array(512).fill(2));
    disk.write(6, new Uint8Array(512).fill(2));
    expect(machine.restore(snapshot)).toBeUndefined();
    expect([sector(disk, 5), sector(disk, 6), sector(under, 5)]).toEqual([1, 6, 5]);
    under.write(40, new Uint8Array(512).fill(2));
    expect(machine.restore(snapshot)).toBe(
      'the disk in virtio slot 1 has changed since the snapshot was made',
    );
  });

  test('a read-only disk must be the same', () => {
    const bytes = numbered();
    const machine = withDisk(new MemoryDisk(bytes, { readOnly: true }));
    const snapshot = machine.save();
    expect(machine.restore(snapshot)).toBeUndefined();
    bytes[0] = 1;
    expect(machine.restore(snapshot)).toMatch(/slot 1 has changed since/);
  });
});

describe('a snapshot is refused', () => {
  const machine = running(3, 300);
  const snapshot = machine.save();

  test('when any of its bytes is another, or is missing', () => {
    const before = machine.stateHash();
    fc.assert(
      fc.property(fc.nat(snapshot.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = snapshot.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(machine.restore(damaged)).toMatch(/^it is /);
        expect(machine.restore(snapshot.slice(0, at))).toMatch(/^it is /);
      }),
      tried(200),
    );
    expect(machine.stateHash()).toBe(before);
  });

  test.each([
    [{ harts: 2 }, /^it is of a computer with -smp 1; this one has -smp 2/],
    [{ ramBytes: 2 ** 20 }, /^it is of a computer with 0\.125 MiB of RAM; this one has 1 MiB/],
    [
      { nsPerInstruction: 20 },
      /^it is of a computer with 10 ns for an instruction; this one has 20/,
    ],
    [
      { disks: [new MemoryDisk(new Uint8Array(512))] },
      /^it is of a computer with nothing in virtio slot 0; this one has a disk of 1 sectors/,
    ],
  ])('by a computer that is another: %j', (difference, message) => {
    const other = new Machine({ ramBytes: randomProgramRamBytes, ...difference });
    expect(other.restore(snapshot)).toMatch(message);
  });

  test('before it is one, of a computer with an instruction at an odd address', () => {
    const odd = running(3, 300);
    odd.hart.setState('sepc', 0x8000_0001n);
    expect(() => odd.save()).toThrow('an instruction has an odd address');
  });

  test('of another version', () => {
    const other = snapshot.slice();
    other[16] = 77;
    expect(machine.restore(other)).toMatch(/^it is a snapshot of version 77; this computer has/);
  });
});

test('whatever a snapshot says, the computer refuses it or runs on', () => {
  const parsed = readSnapshot(running(5, 300).save());
  if (typeof parsed === 'string') throw new Error(parsed);
  const keys = (record: StateRecord, path: readonly string[] = []): (readonly string[])[] =>
    Object.entries(record).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value)
        ? keys(value as StateRecord, [...path, key])
        : [[...path, key]],
    );
  const strange = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => `0x${value.toString(16)}`),
    fc.constantFrom(0, 1, 255, 2 ** 32 - 1, 2 ** 53 - 1, -1, true, false, '', 'ff', [], {}),
  );
  const change = fc.tuple(fc.constantFrom(...keys(parsed.state)), strange);
  const machine = computer();
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const state = structuredClone(parsed.state) as Record<string, unknown>;
      for (const [path, value] of changes) {
        const parents = path.slice(0, -1);
        const parent = parents.reduce((at, key) => at[key] as Record<string, unknown>, state);
        parent[path.at(-1) ?? ''] = value;
      }
      machine.restore(writeSnapshot({ ...parsed, state: state as StateRecord }));
      const start = machine.instructions;
      machine.run({ maxInstructions: start + 500 });
    }),
    tried(300),
  );
});
