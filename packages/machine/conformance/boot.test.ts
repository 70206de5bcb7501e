/**
 * What is in memory before the first instruction, here and on QEMU with the same files: the boot
 * ROM, each file in its place, and what the device tree says of them.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ramBase } from '../src/board/memory-map.ts';
import { type BootPlan, planBoot } from '../src/boot/plan.ts';
import { executable } from '../test/boot/executable.ts';

const folder = mkdtempSync(join(tmpdir(), 'ireko-boot-'));
afterAll(() => rmSync(folder, { recursive: true }));

const numbered = (length: number, first: number) =>
  Uint8Array.from({ length }, (_, index) => first + index);

const options = { bios: 'firmware', kernel: 'kernel', initrd: 'initialRamDisk' } as const;
type Files = Partial<Record<keyof typeof options, Uint8Array>>;

const plan = (files: Files, ramBytes: number): BootPlan => {
  const named = Object.entries(files).map(([option, bytes]) => [
    options[option as keyof typeof options],
    bytes,
  ]);
  const board = { ramBytes, isa: 'rv64imac', bootArguments: files.kernel && 'quiet' };
  const made = planBoot(Object.fromEntries(named), board);
  if ('problem' in made) throw new Error(`${made.file}: ${made.problem}`);
  return made;
};

/** Bytes of a QEMU that has the same files and has not begun. */
const onQemu = (
  files: Files,
  ramBytes: number,
  ranges: readonly (readonly [address: number, length: number])[],
): readonly Uint8Array[] => {
  const given = Object.entries(files).flatMap(([option, bytes]) => {
    const path = join(folder, option);
    writeFileSync(path, bytes);
    return [`-${option}`, path];
  });
  // QEMU takes no command line without a kernel to read it.
  const append = files.kernel ? ['-append', 'quiet'] : [];
  const bios = files.bios ? [] : ['-bios', 'none'];
  const path = (index: number) => join(folder, `range${index}`);
  const commands = ranges.map(
    ([address, length], n) => `pmemsave ${address} ${length} "${path(n)}"`,
  );
  execFileSync(
    'qemu-system-riscv64',
    [
      ...[
        '-M',
        'virt',
        '-m',
        `${ramBytes / 2 ** 20}M`,
        '-S',
        '-display',
        'none',
        '-serial',
        'none',
      ],
      ...['-monitor', 'stdio', ...append, ...bios, ...given],
    ],
    { input: [...commands, 'quit', ''].join('\n'), stdio: ['pipe', 'ignore', 'inherit'] },
  );
  return ranges.map((_, index) => readFileSync(path(index)));
};

const initialRamDisk = /linux,initrd-(?:start|end) = .*|bootargs = .*/g;
const told = (tree: Uint8Array): readonly string[] => {
  const { stdout } = spawnSync('dtc', ['-I', 'dtb', '-O', 'dts'], {
    input: tree,
    encoding: 'utf8',
  });
  return (stdout.match(initialRamDisk) ?? []).sort();
};

const raw = numbered(200, 1);
const initrd = numbered(5000, 7);
const kernelElf = executable({ address: 0x8040_0000, entry: 0x8040_0010, bytes: numbered(64, 3) });
const firmwareElf = executable({
  address: ramBase,
  bytes: numbered(64, 5),
  memoryBytes: 0x30_0000,
});

describe.each([
  ['a raw kernel behind raw firmware', 128, { bios: raw, kernel: raw, initrd }],
  ['ELF files', 64, { bios: firmwareElf, kernel: kernelElf, initrd }],
  ['a raw kernel behind an ELF file', 1024, { bios: firmwareElf, kernel: raw, initrd }],
  ['firmware alone', 32, { bios: raw }],
  ['a raw kernel alone', 128, { kernel: raw }],
  ['much RAM', 2048, { bios: raw, kernel: raw, initrd }],
] as const)('%s', (_, mebibytes, files) => {
  const ramBytes = mebibytes * 2 ** 20;
  const planned = plan(files, ramBytes);
  const tree = planned.pieces.at(-1)?.address ?? 0;
  const [rom, qemuTree = new Uint8Array(0), ...pieces] = onQemu(files, ramBytes, [
    [0x1000, planned.rom.length],
    [tree, 0x2000],
    ...planned.pieces.slice(0, -1).map(({ address, bytes }) => [address, bytes.length] as const),
  ]);

  test('the boot ROM is the same', () => {
    expect([...planned.rom]).toEqual([...(rom ?? [])]);
  });

  test('the files are in the same places', () => {
    expect(pieces.length).toBeGreaterThan(0);
    for (const [index, bytes] of pieces.entries())
      expect([...bytes]).toEqual([...(planned.pieces[index]?.bytes ?? [])]);
  });

  test('the device tree is in the same place, and tells of them alike', () => {
    if ('kernel' in files) expect(told(planned.deviceTree).length).toBeGreaterThan(0);
    expect(told(planned.deviceTree)).toEqual(told(qemuTree));
  });
});
