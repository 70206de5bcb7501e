/**
 * VMM images, built by our tools, on QEMU's `virt` board: the guests print there what they print
 * on our own machine. (That GNU's tools make the same bytes of the VMM is tested in the cli.)
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildVmm, guestImage, linesOf, makeDisk, minimalOs, run, vm } from '../test/boot.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-vmm-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const slice = { disks: [{ startSector: 8, sectors: 8 }] };

/** Boots on QEMU with so many disks and `devices`, until it ends or the console shows `until`. */
function boot(
  elf: Uint8Array,
  until?: string,
  disks = 1,
  devices: readonly string[] = [],
): Promise<{ console: string; status: number | null }> {
  const kernel = join(folder, 'vmm.elf');
  writeFileSync(kernel, elf);
  const drives = Array.from({ length: disks }, (_, at) => {
    const disk = join(folder, `disk-${at}.img`);
    writeFileSync(disk, makeDisk());
    return [
      '-drive',
      `file=${disk},if=none,format=raw,id=d${at}`,
      '-device',
      `virtio-blk-device,drive=d${at},bus=virtio-mmio-bus.${at}`,
    ];
  });
  // biome-ignore format: an option and its value on a line.
  const qemu = spawn('qemu-system-riscv64', [
    '-M', 'virt', '-m', '128M', '-nographic', '-bios', 'none',
    '-kernel', kernel,
    '-global', 'virtio-mmio.force-legacy=false',
    ...drives.flat(), ...devices,
  ], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
  let console = '';
  qemu.stdout.setEncoding('latin1');
  qemu.stdout.on('data', (text: string) => {
    console += text;
    if (until !== undefined && console.includes(until)) qemu.kill('SIGKILL');
  });
  return new Promise((done, failed) => {
    qemu.on('error', failed);
    qemu.on('close', (status) => done({ console, status }));
  });
}

test('a virtual hart on QEMU shows what it shows on our machine', async () => {
  const image = buildVmm([vm('hart', guestImage('hart'))]);
  const { console, status } = await boot(image);
  // What mtval holds after ebreak is left to the real hart [priv §3.1.16].
  const lines = (text: string) => linesOf('hart', text).filter(notOfEbreak);
  expect(lines(console)).toEqual(lines(run(image).console));
  expect(status).toBe(0);
});

const notOfEbreak = (_: string, at: number, lines: readonly string[]): boolean =>
  !lines[at - 1]?.startsWith('ebreak');

test('disks, refusals and a VMM in a VM are the same', async () => {
  const inner = buildVmm([vm('a', minimalOs)]);
  const image = buildVmm([
    vm('disk', guestImage('disk'), slice),
    vm('rings', guestImage('rings'), { disks: [{ startSector: 40, sectors: 8 }] }),
    vm('outside', guestImage('outside')),
    vm('float', guestImage('float')),
    vm('paging', guestImage('paging')),
    vm('direct', guestImage('paging'), { technique: 'tvm' }),
    vm('lent', guestImage('float'), { technique: 'tvm' }),
    { name: 'inner', kernel: inner, file: 'inner.elf', memoryBytes: 16 * 2 ** 20 },
  ]);
  const { console, status } = await boot(image);
  const here = run(image);
  expect(status).toBe(0);
  for (const name of ['disk', 'rings', 'outside', 'float', 'paging', 'direct', 'lent', 'inner']) {
    expect(linesOf(name, console)).not.toEqual([]);
    expect(linesOf(name, console)).toEqual(linesOf(name, here.console));
  }
});

test('what runs in VS-mode is the same', async () => {
  const technique = 'h';
  const names = ['paging', 'float', 'alarms', 'pool'];
  const image = buildVmm([
    ...names.map((name) => vm(name, guestImage(name), { technique })),
    vm('minimal', minimalOs, { technique }),
  ]);
  const { console, status } = await boot(image, undefined, 1, ['-cpu', 'rv64,h=true']);
  const here = run(image);
  expect(status).toBe(0);
  // QEMU 7.2 does not know hstatus.VTVM.
  const lines = (name: string, text: string) =>
    linesOf(name, text).filter((line) => !line.startsWith('satp under TVM'));
  for (const name of [...names, 'minimal']) {
    expect(lines(name, console)).not.toEqual([]);
    expect(lines(name, console)).toEqual(lines(name, here.console));
  }
});

test('several disks, tables of descriptors, and a network are the same', async () => {
  const talk = guestImage('talk');
  const cards = [{ network: 0 }];
  const image = buildVmm([
    vm('disk', guestImage('disk'), { disks: [{ disk: 1, startSector: 8, sectors: 8 }] }),
    vm('chains', guestImage('chains'), { disks: [{}, { disk: 1, readOnly: true }] }),
    vm('frames', guestImage('frames'), { cards: [{ network: 1 }] }),
    vm('a', talk, { cards }),
    vm('b', talk, { cards, clock: 'running' }),
  ]);
  const { console, status } = await boot(image, undefined, 2);
  const here = run(image, { disks: [makeDisk(), makeDisk()] });
  expect(status).toBe(0);
  // Who calls first is a matter of speed.
  for (const name of ['disk', 'chains', 'frames', 'a', 'b'])
    expect(linesOf(name, console).toSorted()).toEqual(linesOf(name, here.console).toSorted());
});

test('guests that never end do not keep others from it', async () => {
  const hostile = ['garbage', 'spin', 'flood'].map((name) => vm(name, guestImage(name)));
  const image = buildVmm([...hostile, vm('witness', minimalOs)]);
  const { console } = await boot(image, 'vmm: witness ended, status 0\n');
  expect(linesOf('witness', console)).toEqual(
    linesOf('witness', run(buildVmm([vm('witness', minimalOs)])).console),
  );
});

test('a program is the operator by a virtio console', async () => {
  const path = join(folder, 'operator');
  const image = buildVmm([vm('echo', guestImage('echo')), vm('minimal', minimalOs)]);
  const booted = boot(image, undefined, 0, [
    ...['-chardev', `socket,id=operator,path=${path},server=on,wait=off`],
    ...['-device', 'virtio-serial-device', '-device', 'virtconsole,chardev=operator'],
  ]);
  while (!existsSync(path)) await new Promise((done) => setTimeout(done, 20));
  const socket = connect(path).setEncoding('latin1');
  socket.write('list\naccount\nkernel 1\n');
  let answers = '';
  for await (const text of socket) {
    answers += text;
    if (answers.split('vmm> ').length > 3) break;
  }
  const { console, status } = await booted;
  expect(answers.split('vmm> ').map((answer) => answer.split('\n')[0])).toEqual([
    expect.stringMatching(/^vmm: echo \(0\) /),
    expect.stringMatching(/^vmm: echo: \d+ times given the processor$/),
    'vmm: echo is reset',
    '',
  ]);
  expect(linesOf('echo', console).at(-1)).toBe('minimal-os: all tasks have ended');
  expect(status).toBe(0);
});
