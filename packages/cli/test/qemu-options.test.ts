import { describe, expect, test } from 'vitest';
import { checkComputer, openDisks, parseHarts, type QemuValues } from '../src/qemu-options.ts';
import { folder } from './command-line.ts';

const none: QemuValues = {
  ...{ drive: [], device: [], global: [], snapshot: false, S: false },
  ...{ machine: undefined, smp: undefined, serial: undefined, monitor: undefined },
};

/** Where each disk is: how many sectors the disk in each slot has. */
function sectors(drive: readonly string[], device: readonly string[] = []) {
  const path = folder({ one: new Uint8Array(512), two: new Uint8Array(1024) });
  const drives = drive.map((text) => text.replace('file=', `file=${path}/`));
  return openDisks({ ...none, drive: drives, device }).map((disk) => disk?.sectors);
}

const device = (id: string, slot: number) =>
  `virtio-blk-device,drive=${id},bus=virtio-mmio-bus.${slot}`;

test('disks without -device are in the order of -drive', () => {
  expect(sectors(['file=two', 'file=one,if=none,format=raw,id=x0'])).toEqual([2, 1]);
});

test('disks with -device are where it says', () => {
  const drives = ['file=one,if=none,format=raw,id=a', 'file=two,id=b'];
  expect(sectors(drives, [device('b', 0), device('a', 2)])).toEqual([2, undefined, 1]);
});

describe('a mistake is told:', () => {
  test.each([
    [['file=one,id=a'], [device('b', 0)], /no drive 'b'/],
    [['file=one,id=a'], [device('a', 0), device('a', 1)], /'a' is attached twice/],
    [['file=one,id=a', 'file=two,id=b'], [device('a', 1), device('b', 1)], /bus\.1 is taken/],
    [['file=one,id=a'], ['virtio-blk-device,drive=a'], /names no drive or no bus/],
    [['file=one,id=a'], ['virtio-net-device'], /no device 'virtio-net-device'/],
    [Array.from({ length: 9 }, () => 'file=one'), [], /room for 8/],
  ])('%j with %j', (drives, devices, message) => {
    expect(() => sectors(drives, devices)).toThrow(message);
  });

  test.each([
    [{ machine: 'sifive_u' }, /'sifive_u' is not there; virt is/],
    [{ global: ['virtio-mmio.force-legacy=true'] }, /cannot be set/],
  ])('%j', (values, message) => {
    expect(() => checkComputer({ ...none, ...values })).toThrow(message);
  });
});

test('what this computer is anyway is taken', () => {
  const global = ['virtio-mmio.force-legacy=false'];
  expect(() => checkComputer({ ...none, machine: 'virt', global })).not.toThrow();
});

test('-smp is a number of harts, as N or cpus=N', () => {
  expect([undefined, '2', 'cpus=8'].map((smp) => parseHarts(smp))).toEqual([1, 2, 8]);
  expect(() => parseHarts('0')).toThrow(/whole number from 1 up/);
  expect(() => parseHarts('33')).toThrow(/up to 32 harts/);
});
