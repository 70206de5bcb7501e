import { describe, expect, test } from 'vitest';
import {
  checkComputer,
  parseHarts,
  parseSemihosting,
  type QemuValues,
} from '../../src/options/qemu-options.ts';

const none: QemuValues = {
  ...{
    machine: [],
    cpu: undefined,
    global: [],
    S: false,
    s: false,
    gdb: undefined,
    nodefaults: false,
  },
  ...{ display: undefined, vga: undefined, parallel: undefined, accel: undefined },
  ...{ net: undefined, nic: undefined },
  ...{ smp: undefined, serial: undefined, monitor: undefined },
};

describe('a mistake is told:', () => {
  test.each([
    [
      { nic: 'user' },
      /'user' is not there; none is, or -netdev user,id=n0 -device virtio-net-device/,
    ],
    [{ machine: ['sifive_u'] }, /'sifive_u' is not there; virt is/],
    [{ machine: ['virt,aia=aplic'] }, /'aplic' is not there; none is/],
    [{ machine: ['virt,its=on'] }, /no setting 'its'/],
    [{ cpu: 'sifive-u54' }, /'sifive-u54' is not there; rv64, max, any are/],
    [{ cpu: 'rv64,v=true' }, /there is no v here/],
    [{ cpu: 'rv64,h=off' }, /h is always there/],
    [{ display: 'gtk' }, /-display: 'gtk' is not there; none is/],
    [{ accel: 'kvm' }, /-accel: 'kvm' is not there; tcg is/],
  ])('%j', (values, message) => {
    expect(() => checkComputer({ ...none, ...values })).toThrow(message);
  });
});

test('what this computer is anyway is taken', () => {
  const global = ['virtio-mmio.force-legacy=false'];
  const machine = ['virt,accel=tcg', 'aclint=off'];
  const cpu = 'rv64,svinval=on,h=true,x-smepmp=on,v=off,pmp=true';
  const others = { display: 'none', accel: 'tcg,thread=multi' };
  expect(() => checkComputer({ ...none, ...others, machine, cpu, global })).not.toThrow();
  expect(checkComputer({ ...none, machine: ['virt,dumpdtb=a.dtb'] })).toBe('a.dtb');
});

test('-smp is a number of harts, as N or cpus=N', () => {
  const given = [undefined, '2', 'cpus=8', '4,sockets=1,cores=4'];
  expect(given.map((smp) => parseHarts(smp))).toEqual([1, 2, 8, 4]);
  expect(() => parseHarts('0')).toThrow(/whole number from 1 up/);
  expect(() => parseHarts('33')).toThrow(/up to 32 harts/);
});

describe('semihosting', () => {
  const parsed = (config?: string, semihosting = false) =>
    parseSemihosting({
      ...{ semihosting, 'semihosting-config': config },
      ...{ kernel: 'a.elf', append: '-v' },
    });

  test('is there if it is asked for', () => {
    expect(parsed()).toBeUndefined();
    expect(parsed('enable=off')).toBeUndefined();
    expect(parsed(undefined, true)).toEqual({ userspace: false, commandLine: 'a.elf -v' });
    expect(parsed('enable=on,target=native,userspace=on,arg=x,arg=y z')).toEqual({
      ...{ userspace: true, commandLine: 'x y z' },
    });
  });

  test.each([
    ['target=gdb', /target is 'gdb'; native and auto are there/],
    ['enable=yes', /enable is 'yes'; it can be on or off/],
    ['userspaced=on', /did you mean userspace/],
  ])('a mistake is told: %s', (config, message) => {
    expect(() => parsed(config)).toThrow(message);
  });
});
