import { describe, expect, test } from 'vitest';
import { boardTree } from '../../src/board/board-tree.ts';
import { flatten, type Node } from '../../src/board/device-tree.ts';
import { unflatten } from '../../src/board/device-tree-reader.ts';
import { ramBase } from '../../src/board/memory-map.ts';
import { type BootFiles, type BootPlan, planBoot } from '../../src/boot/plan.ts';
import { Machine } from '../../src/machine.ts';
import { executable } from './executable.ts';

const MiB = 2 ** 20;
const isa = 'rv64imac';

const planned = (files: BootFiles, ramBytes: number = 128 * MiB): BootPlan => {
  const plan = planBoot(files, { ramBytes, isa, bootArguments: 'quiet' });
  if ('problem' in plan) throw new Error(`${plan.file}: ${plan.problem}`);
  return plan;
};

const addresses = (plan: BootPlan) => plan.pieces.map(({ address }) => address);

const chosen = ({ deviceTree }: BootPlan): Node['properties'] | undefined => {
  const tree = unflatten(deviceTree);
  if (typeof tree === 'string') throw new Error(tree);
  return tree.root.children?.find(({ name }) => name === 'chosen')?.properties;
};

const raw = new Uint8Array(100).fill(1);

describe('where it begins', () => {
  test('an image: at its entry, with the hart, the tree and the firmware information', () => {
    const image = executable({ address: 0x8000_1000, entry: 0x8000_1004 });
    expect(planned({ image }).registers).toEqual({
      pc: 0x8000_1004n,
      a1: 0x87e0_0000n,
      a2: 0x1028n,
    });
  });

  test('an image with an odd entry: there all the same, as a jump there goes', () => {
    const image = executable({ address: 0x8000_1000, entry: 0x8000_1005 });
    expect(planned({ image }).registers.pc).toBe(0x8000_1004n);
  });

  test('firmware: at the start of RAM, also when it is an ELF file that says otherwise', () => {
    const firmware = executable({ address: 0x8000_0000, entry: 0x8000_0004 });
    expect(planned({ firmware }).registers.pc).toBe(0x8000_0000n);
    expect(planned({ firmware: raw }).registers.pc).toBe(0x8000_0000n);
  });

  test('a kernel without firmware: at the start of RAM if it is raw', () => {
    expect(planned({ kernel: raw }).registers.pc).toBe(0x8000_0000n);
  });
});

describe('where things are', () => {
  test('a raw kernel is on the 2 MiB behind the firmware, its zeros included', () => {
    expect(addresses(planned({ firmware: raw, kernel: raw }))[1]).toBe(0x8020_0000);
    const firmware = executable({ address: 0x8000_0000, memoryBytes: 3 * MiB });
    expect(addresses(planned({ firmware, kernel: raw }))[1]).toBe(0x8040_0000);
  });

  test.each([
    [32, 0x8120_0000],
    [128, 0x8420_0000],
    [1024, 0x8820_0000],
  ])(
    'with %d MiB of RAM the initial RAM disk is half of them behind the kernel, 128 MiB at most',
    (mebibytes, address) => {
      const files = { firmware: raw, kernel: raw, initialRamDisk: raw };
      expect(addresses(planned(files, mebibytes * MiB))[2]).toBe(address);
    },
  );

  test('firmware is told of the kernel, and where a kernel’s ELF file begins in memory, not its entry', () => {
    const kernel = executable({ address: 0x8030_0000, entry: 0x8030_0100 });
    const { rom } = planned({ firmware: raw, kernel });
    const words = new BigUint64Array(rom.slice(24).buffer);
    expect([...words]).toEqual([
      0x8000_0000n,
      0x87e0_0000n,
      0x4942_534fn,
      2n,
      0x8030_0000n,
      1n,
      0n,
      0n,
    ]);
  });
});

describe('the device tree', () => {
  const disk = { 'linux,initrd-start': 0x8420_0000, 'linux,initrd-end': 0x8420_0064 };

  test.each(['the board’s own', 'another'])('%s tells what was chosen', (which) => {
    const given = flatten(boardTree({ ramBytes: 64 * MiB, isa: 'rv64gc' }));
    const plan = planned({
      firmware: raw,
      kernel: raw,
      initialRamDisk: raw,
      ...(which === 'another' && { deviceTree: given }),
    });
    const properties = chosen(plan);
    expect(String.fromCharCode(...(properties?.['bootargs'] ?? []))).toBe('quiet\0');
    for (const [name, address] of Object.entries(disk)) {
      const value = properties?.[name] ?? new Uint8Array(4);
      expect(new DataView(value.buffer, value.byteOffset).getUint32(0)).toBe(address);
    }
    const text = String.fromCharCode(...plan.deviceTree);
    expect(text.includes('rv64gc')).toBe(which === 'another');
  });
});

describe('there is no plan', () => {
  const refused = (files: BootFiles, ramBytes = MiB) =>
    planBoot(files, { ramBytes, isa, bootArguments: undefined });

  test.each([
    [
      'an image of nothing',
      { image: executable({ address: 0, memoryBytes: 0 }) },
      'image',
      /nothing/,
    ],
    ['an image that is no ELF file', { image: raw }, 'image', /not an ELF file/],
    ['a file outside RAM', { kernel: executable({ address: 0x1000 }) }, 'kernel', /outside RAM/],
    [
      'a file far outside',
      { firmware: executable({ address: 0xffff_ffff_ffff_f000 }) },
      'firmware',
      /outside RAM/,
    ],
    [
      'a kernel where the firmware is',
      { firmware: raw, kernel: executable({ address: 0x8000_0000 }) },
      'kernel',
      /where the firmware is/,
    ],
    ['no room for the tree', { firmware: new Uint8Array(MiB) }, 'firmware', /give more memory/],
    [
      'an initial RAM disk that is too large',
      { kernel: raw, initialRamDisk: new Uint8Array(MiB) },
      'initialRamDisk',
      /outside RAM.*more memory/,
    ],
    ['a tree that is none', { kernel: raw, deviceTree: raw }, 'deviceTree', /not a flattened/],
  ] as const)('for %s', (_, files, file, problem) => {
    expect(refused(files)).toEqual({ file, problem: expect.stringMatching(problem) });
  });
});

test('a machine begins as planned, and its software can read the boot ROM', () => {
  const machine = new Machine({ ramBytes: 16 * MiB });
  // ld a3, 0(a2); sw a3, 8(a2), which does nothing; ld a4, 8(a2); an endless loop.
  const code = Uint32Array.of(0x0006_3683, 0x00d6_2423, 0x0086_3703, 0x0000_006f);
  expect(machine.boot({ firmware: new Uint8Array(code.buffer), kernel: raw })).toBeUndefined();
  machine.run({ maxInstructions: 4 });
  expect(machine.hart.register(10)).toBe(0n);
  expect(machine.hart.register(13)).toBe(0x4942_534fn);
  expect(machine.hart.register(14)).toBe(2n);
  expect(machine.peek(0x8020_0000n)).toBe(0x0101_0101_0101_0101n);
});

describe('other files', () => {
  const raw = Uint8Array.of(1, 2, 3, 4);
  const elf = executable({ address: ramBase + 0x2000, bytes: raw });
  const image = executable({ address: ramBase, bytes: raw });
  const withOthers = (...others: NonNullable<BootFiles['others']>) =>
    planBoot({ image, others }, { ramBytes: MiB, isa });

  test('go where they are told, or where they say themselves', () => {
    const address = ramBase + 0x1000;
    const plan = planned({
      image,
      others: [
        { bytes: raw, address },
        { bytes: elf, address },
      ],
    });
    expect(addresses(plan).slice(0, 3)).toEqual([ramBase, address, ramBase + 0x2000]);
    const asRaw = planned({ image, others: [{ bytes: elf, address, isRaw: true }] });
    expect(asRaw.pieces[1]).toMatchObject({ address, bytes: elf });
  });

  test.each([
    [{ bytes: raw }, /ELF/],
    [{ bytes: raw, address: ramBase - 4 }, /outside RAM/],
    [{ bytes: raw, address: ramBase + 2 }, /where the image is/],
  ])('%j cannot be loaded', (file, problem) => {
    expect(withOthers({ bytes: elf }, file)).toMatchObject({
      ...{ file: 'others', index: 1, problem: expect.stringMatching(problem) },
    });
  });
});
