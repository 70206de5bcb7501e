import { describe, expect, test } from 'vitest';
import { openSlots, type SlotSetting, type SlotValues } from '../../src/options/slot-options.ts';
import { folder } from '../command-line.ts';

const none: SlotValues = {
  ...{ drive: [], device: [], netdev: [], object: [], chardev: [] },
  ...{ seed: undefined, snapshot: false },
};

/** What is in each slot up to the last: sectors of a disk, or what kind of device it is. */
function slots(values: Partial<SlotValues>, setting: SlotSetting = {}) {
  const path = folder({ one: new Uint8Array(512), two: new Uint8Array(1024) });
  const drive = (values.drive ?? []).map((text) => text.replace('file=', `file=${path}/`));
  const { disks, slots } = openSlots({ ...none, ...values, drive }, setting);
  const found = disks.map((disk, slot) => disk?.sectors ?? slots[slot]?.kind);
  return found.slice(0, found.findLastIndex((what) => what !== undefined) + 1);
}

const disk = (id: string, slot: number) =>
  `virtio-blk-device,drive=${id},bus=virtio-mmio-bus.${slot}`;
const free = (count: number) => new Array(count).fill(undefined);

test('of disks without -device, who goes by the device tree meets the first first', () => {
  expect(slots({ drive: ['file=two', 'file=one,if=none,format=raw,id=x0'] })).toEqual([1, 2]);
});

test('with -device for one disk, another without if=none is still there', () => {
  const drive = ['file=one,if=none,id=a', 'file=two', 'file=one,if=none,id=c'];
  expect(slots({ drive, device: [disk('a', 0)] })).toEqual([1, 2]);
});

test('a disk tells the serial number that -device gives it', () => {
  const path = folder({ one: new Uint8Array(512) });
  const drive = [`file=${path}/one,id=a`];
  const device = ['virtio-blk-device,drive=a,serial=WD-01'];
  expect(openSlots({ ...none, drive, device }).serials?.[7]).toBe('WD-01');
});

test('disks with -device are where it says', () => {
  const drive = ['file=one,if=none,format=raw,id=a', 'file=two,id=b'];
  expect(slots({ drive, device: [disk('b', 0), disk('a', 2)] })).toEqual([2, undefined, 1]);
});

test('devices that say nothing of a slot go to the highest free one, as on QEMU', () => {
  const device = ['virtio-rng-device', 'virtio-net-device,netdev=n,bus=virtio-mmio-bus.7'];
  const found = slots({ device: [...device, 'virtio-serial-device'], netdev: ['user,id=n'] });
  expect(found).toEqual([...free(5), 'console', 'entropy', 'network']);
});

test('a disk that no device names goes beside other devices', () => {
  const found = slots({ drive: ['file=one'], device: ['virtio-rng-device'] });
  expect(found).toEqual([1, ...free(6), 'entropy']);
});

test('cards have QEMU’s addresses, or the one that is told', () => {
  const netdev = ['user,id=a', 'hubport,hubid=0,id=b', 'user,id=c'];
  const device = ['a', 'b,mac=02:00:00:00:00:0F', 'c'].map(
    (id) => `virtio-net-device,netdev=${id}`,
  );
  const cards = openSlots({ ...none, netdev, device })
    .slots.toReversed()
    .slice(0, 3);
  expect(cards.map((card) => card?.kind === 'network' && card.mac.join(' '))).toEqual([
    '82 84 0 18 52 86',
    '2 0 0 0 0 15',
    '82 84 0 18 52 88',
  ]);
});

test('a console without a port is not shown; one with a port hears what the serial port does not', () => {
  const shown = (device: readonly string[], consoleHears: boolean) =>
    openSlots({ ...none, device }, { consoleHears }).slots[7];
  const serial = 'virtio-serial-device';
  expect(shown([serial], true)).toMatchObject({ isShown: false, hearsInput: false });
  expect(shown([serial, 'virtconsole'], true)).toMatchObject({ isShown: true, hearsInput: true });
  expect(shown([serial, 'virtconsole'], false)).toMatchObject({ isShown: true, hearsInput: false });
});

describe('a mistake is told:', () => {
  test.each([
    [{ drive: ['file=one,id=a'], device: [disk('b', 0)] }, /no drive 'b'/],
    [{ drive: ['file=one,id=a'], device: [disk('a', 0), disk('a', 1)] }, /'a' is attached twice/],
    [
      { drive: ['file=one,id=a', 'file=two,id=b'], device: [disk('a', 1), disk('b', 1)] },
      /bus\.1 is taken/,
    ],
    [{ device: ['virtio-blk-device'] }, /names no drive; write drive=d0/],
    [{ device: ['virtio-net-device,netdev=n'] }, /no netdev 'n'; add -netdev user,id=n/],
    [
      { drive: ['file=one,id=a'], device: [`${disk('a', 0)},serial=${'9'.repeat(21)}`] },
      /it can have 20 characters/,
    ],
    [{ device: ['virtio-net-pci'] }, /there is no PCI, but virtio-net-device/],
    [{ device: ['virtio-rng-devise'] }, /did you mean virtio-rng-device/],
    [{ device: ['virtio-rng-device,bus=pcie.0'] }, /no bus 'pcie.0'; they are virtio-mmio-bus.0/],
    [{ device: ['virtio-rng-device,rng=r'] }, /no object 'r'; add -object rng-random,id=r/],
    [{ device: ['virtconsole'] }, /needs a virtio-serial-device/],
    [{ device: ['virtio-serial-device', 'virtconsole,chardev=c'] }, /no chardev 'c'/],
    [{ device: ['virtio-net-device,mac=1:2'] }, /mac is '1:2'; write it as/],
    [{ netdev: ['tap,id=n'] }, /no 'tap'; there are user and hubport/],
    [{ netdev: ['user'] }, /'user' has no id; write user,id=n0/],
    [{ device: new Array(9).fill('virtio-rng-device') }, /all 8 virtio slots are taken/],
    [{ drive: new Array(9).fill('file=one') }, /room for 8/],
  ])('%j', (values, message) => {
    expect(() => slots(values)).toThrow(message);
  });
});

test('-global chooses the version of virtio, and nothing else', () => {
  const legacy = (...values: string[]) =>
    openSlots({ ...none, global: values.map((value) => `virtio-mmio.force-legacy=${value}`) })
      .hasLegacyVirtio;
  expect([legacy(), legacy('false'), legacy('true'), legacy('on', 'off')]).toEqual([
    ...[false, false, true, false],
  ]);
  expect(() => openSlots({ ...none, global: ['virtio-mmio.x=1'] })).toThrow(/cannot be set/);
});
