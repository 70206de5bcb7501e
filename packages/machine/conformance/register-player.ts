/**
 * Plays one list of accesses to the board's registers on QEMU and on this board, and gives what
 * each access gave on either: the value read, or a fault, and the interrupt pins afterwards.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Board } from '../src/board/board.ts';
import { ramBase } from '../src/board/memory-map.ts';
import { Ram } from '../src/board/physical-memory.ts';
import type { SlotDevice } from '../src/board/slots.ts';
import { MemoryDisk } from '../src/devices/disk.ts';
import { UserNetwork } from '../src/network/user-network.ts';

type Width = 1 | 2 | 4 | 8;

/** One access. A kick is a write of 4 bytes, after which both boards wait until a pin changes. */
export type Step =
  | { readonly do: 'read'; readonly width: Width; readonly address: number }
  | {
      readonly do: 'write';
      readonly width: Width;
      readonly address: number;
      readonly value: bigint;
    }
  | { readonly do: 'kick'; readonly width: 4; readonly address: number; readonly value: bigint };

export const read = (width: Width, address: number): Step => ({ do: 'read', width, address });
export const write = (width: Width, address: number, value: number | bigint): Step => ({
  do: 'write',
  width,
  address,
  value: BigInt(value),
});
export const kick = (address: number, value: number): Step => ({
  do: 'kick',
  width: 4,
  address,
  value: BigInt(value),
});

/** Where a script may keep its own data: RAM that nothing else uses, zero at the start. */
export const scratch: number = ramBase + 0x10_0000;

const ramBytes = 0x80_0000;

/** The address of the network card. */
const mac = Uint8Array.of(0x52, 0x54, 0, 0x12, 0x34, 0x56);

/** What is in the virtio slots; the second is empty. */
const slots = (): readonly (SlotDevice | undefined)[] => [
  { kind: 'block', disk: new MemoryDisk(diskImage()) },
  undefined,
  { kind: 'entropy', seed: 1 },
  { kind: 'console', isShown: true, hearsInput: false },
  { kind: 'network', network: new UserNetwork(), mac },
];

/** A disk of 64 sectors, each filled with its number. */
export const diskImage = (): Uint8Array =>
  Uint8Array.from({ length: 64 * 512 }, (_, at) => at >>> 9);

const describe = (step: Step, value: bigint | 'fault', pins: bigint): string => {
  const written = step.do === 'read' ? '' : ` ← ${step.value.toString(16)}`;
  const place = `${step.do} ${step.width} at ${step.address.toString(16)}${written}`;
  return `${place}: ${value === 'fault' ? value : value.toString(16)}, mip ${pins.toString(16)}`;
};

/** Play on this board. */
export const playHere = (steps: readonly Step[]): readonly string[] => {
  const clock = { nowNs: 0 };
  const memory = new Ram(ramBase, new Uint8Array(ramBytes));
  let pins = 0n;
  const board = new Board({
    clock,
    memory,
    setPending: (pin, high) => {
      pins = high ? pins | (1n << BigInt(pin)) : pins & ~(1n << BigInt(pin));
    },
    console: () => {},
    finish: () => {},
    slots: slots(),
  });
  return steps.map((step) => {
    const before = pins;
    const value = step.do === 'read' ? load(board, memory, step) : store(board, memory, step);
    const untilNs = clock.nowNs + 1e9;
    while (step.do === 'kick' && pins === before && board.events.nextNs <= untilNs) {
      clock.nowNs = board.events.nextNs;
      board.events.runDue(clock.nowNs);
    }
    return describe(step, value, pins);
  });
};

const load = (
  { bus }: Board,
  memory: Ram,
  { address, width }: Extract<Step, { do: 'read' }>,
): bigint | 'fault' => {
  const ram = memory.slice(address, width);
  if (ram) return ram.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  if (width < 8) {
    const value = bus.read(address, width as 1 | 2 | 4);
    return value === undefined ? 'fault' : BigInt(value);
  }
  const halves = new Uint32Array(2);
  if (!bus.read64(address, halves)) return 'fault';
  return (BigInt(halves[1] as number) << 32n) | BigInt(halves[0] as number);
};

const store = (
  { bus }: Board,
  memory: Ram,
  { address, width, value }: Exclude<Step, { do: 'read' }>,
): bigint | 'fault' => {
  const ram = memory.slice(address, width);
  if (ram) {
    for (let at = 0; at < width; at++) ram[at] = Number((value >> BigInt(8 * at)) & 0xffn);
    return 0n;
  }
  const low = Number(value & 0xffff_ffffn);
  const done =
    width < 8
      ? bus.write(address, width as 1 | 2 | 4, low)
      : bus.write64(address, low, Number(value >> 32n));
  return done ? 0n : 'fault';
};

const player = readFileSync(new URL('register-player.s', import.meta.url), 'utf8');
const widths: readonly Width[] = [1, 2, 4, 8];

/** The index of what the player does: reads of 1 to 8 bytes, writes, a kick. */
const action = (step: Step): number =>
  step.do === 'kick' ? 9 : 1 + widths.indexOf(step.width) + (step.do === 'write' ? 4 : 0);

const assembly = (step: Step): string =>
  `        .dword ${action(step)}, ${step.address}, ${step.do === 'read' ? 0 : step.value}`;

/** Play on QEMU. */
export const playOnQemu = (steps: readonly Step[]): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'ireko-registers-'));
  try {
    const file = (name: string) => join(folder, name);
    writeFileSync(
      file('play.s'),
      `${player}${[...steps.map(assembly), '        .dword 0'].join('\n')}\n`,
    );
    writeFileSync(file('disk.img'), diskImage());
    execFileSync('riscv64-unknown-elf-as', [
      ...['-march=rv64imac_zicsr', '-mabi=lp64', '-mno-relax'],
      ...['-o', file('play.o'), file('play.s')],
    ]);
    execFileSync('riscv64-unknown-elf-ld', [
      ...['-m', 'elf64lriscv', '-Ttext=0x80000000', '--no-warn-rwx-segments'],
      ...['-o', file('play.elf'), file('play.o')],
    ]);
    const { stdout } = spawnSync(
      'qemu-system-riscv64',
      [
        ...['-machine', 'virt', '-m', '128M', '-display', 'none', '-monitor', 'none'],
        ...['-serial', 'stdio', '-bios', 'none', '-kernel', file('play.elf')],
        ...['-global', 'virtio-mmio.force-legacy=false'],
        ...['-drive', `file=${file('disk.img')},if=none,format=raw,cache=unsafe,id=d0`],
        ...['-device', 'virtio-blk-device,drive=d0,bus=virtio-mmio-bus.0,serial=virtio0'],
        ...['-device', 'virtio-rng-device,bus=virtio-mmio-bus.2'],
        ...['-device', 'virtio-serial-device,bus=virtio-mmio-bus.3'],
        ...['-chardev', 'null,id=c0', '-device', 'virtconsole,chardev=c0'],
        ...['-netdev', 'user,id=n0'],
        ...['-device', 'virtio-net-device,netdev=n0,bus=virtio-mmio-bus.4'],
      ],
      { input: '', encoding: 'latin1', timeout: 20_000 },
    );
    const lines = stdout
      .slice(stdout.lastIndexOf('=\n') + 2)
      .trimEnd()
      .split('\n');
    return steps.map((step, index) => {
      const [value, pins] = (lines[index] ?? '').split(' ').map((hex) => BigInt(`0x${hex}`));
      return describe(step, value === 0xfa17n ? 'fault' : (value ?? -1n), pins ?? -1n);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};
