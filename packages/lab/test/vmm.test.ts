import { Machine, MemoryDisk, sectorBytes } from '@ireko/machine';
import { diskBytes, makeDisk, monitorIo } from '@ireko/monitor';
import { type VirtualMachine, vmmImage } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { Accounting } from '../src/accounting.ts';
import { summarize } from '../src/costs.ts';
import type { Service } from '../src/exits.ts';
import { formatReport } from '../src/format/format.ts';
import { pageWidth, widthOf } from '../src/format/table.ts';
import type { BareReport, GuestReport, VmmReport } from '../src/report.ts';
import { build, buildSource, minimalOs } from './build.ts';

const mebibyte = 2 ** 20;

const diskSectors = diskBytes / sectorBytes;
const monitor = build(monitorIo);
const minimal = build(minimalOs);
const monitorBoard = {
  memoryBytes: 16 * mebibyte,
  disks: [{ startSector: 0, sectors: diskSectors }],
};
const vmm = buildVmm([
  {
    name: 'monitor',
    kernel: monitor,
    file: 'monitor-io.elf',
    ...monitorBoard,
  },
  { name: 'minimal', kernel: minimal, file: 'minimal-os.elf', memoryBytes: 2 * mebibyte },
]);

function buildVmm(vms: readonly VirtualMachine[]): Uint8Array {
  const made = vmmImage(vms);
  if ('problems' in made) throw new Error(made.problems.join('\n'));
  return build(made.image, made.files);
}

/** Runs an image to its end with or without an accounting. */
function run(image: Uint8Array, accounting?: Accounting): Machine {
  const machine = new Machine({
    disks: [new MemoryDisk(makeDisk())],
    ...(accounting && { probe: accounting.probe }),
  });
  expect(machine.load(image)).toBeUndefined();
  expect(machine.run()).toEqual({ kind: 'finished', status: 0 });
  return machine;
}

const accounting = new Accounting(vmm);
const machine = run(vmm, accounting);
const report = accounting.report() as VmmReport;
const [monitorGuest, minimalGuest] = report.guests as readonly [GuestReport, GuestReport];

function bareReport(image: Uint8Array): BareReport {
  const accounting = new Accounting(image);
  run(image, accounting);
  return accounting.report() as BareReport;
}

const timesOf = (guest: GuestReport, service: Service, name: string): number => {
  const exit = guest.exits.find((each) => each.service === service && each.name === name);
  return summarize(exit?.costs ?? []).times;
};

test('the VMM is known by its symbols, and its guests by their names', () => {
  expect(report.kind).toBe('vmm');
  expect(report.guests.map(({ name }) => name)).toEqual(['monitor', 'minimal']);
});

test('the VMM with its guests ends in the same state without the accounting', () => {
  expect(run(vmm).stateHash()).toBe(machine.stateHash());
});

test('all instructions are booked, and each exit of a guest is in its tables', () => {
  const booked = report.guests.map(({ layers, vmm }) => {
    return layers.program + layers.os + layers.machine + vmm;
  });
  expect(booked.reduce((a, b) => a + b, report.vmmAlone)).toBe(machine.instructions);
  for (const { exits, vmm } of report.guests) {
    const cost = exits.reduce((sum, { costs }) => sum + summarize(costs).total, 0);
    expect(cost).toBe(vmm);
  }
});

test('the layers of a guest are those that it has', () => {
  expect(monitorGuest.layers.program).toBeGreaterThan(100_000);
  expect(monitorGuest.layers.os).toBeGreaterThan(100_000);
  expect(monitorGuest.layers.machine).toBeGreaterThan(0);
  expect(minimalGuest.layers.program).toBeGreaterThan(100_000);
  expect(minimalGuest.layers.os).toBe(0);
  expect(minimalGuest.layers.machine).toBeGreaterThan(1_000);
});

test('a guest calls its OS and its disk as often in a VM as on the bare machine', () => {
  const call = 'environment call from U-mode';
  const bare = { monitor: bareReport(monitor), minimal: bareReport(minimal) };
  const calls = ({ traps }: BareReport) => traps.find(({ name }) => name === call)?.times;
  expect(timesOf(monitorGuest, 'reflection', call)).toBe(calls(bare.monitor));
  expect(timesOf(minimalGuest, 'reflection', call)).toBe(calls(bare.minimal));
  expect(monitorGuest.disk).toEqual(bare.monitor.disk);
  expect(minimalGuest.disk.requests).toBe(0);
  expect(report.otherDisk.requests).toBe(0);
});

test('by the technique tvm a guest OS serves its programs without the VMM', () => {
  const image = buildVmm([
    { name: 'monitor', kernel: monitor, file: 'monitor-io.elf', ...monitorBoard, technique: 'tvm' },
  ]);
  const accounting = new Accounting(image);
  const machine = run(image, accounting);
  const report = accounting.report() as VmmReport;
  const [guest] = report.guests as readonly [GuestReport];
  expect(timesOf(guest, 'reflection', 'environment call from U-mode')).toBe(0);
  expect(timesOf(guest, 'instruction', 'sret')).toBe(0);
  expect(timesOf(guest, 'instruction', 'csrw satp')).toBeGreaterThan(1);
  const { program, os, machine: own } = guest.layers;
  expect(program + os + own + guest.vmm + report.vmmAlone).toBe(machine.instructions);
  // Its programs begin as much as by the other technique, but for what they begin twice.
  expect(Math.abs(program - monitorGuest.layers.program)).toBeLessThan(program / 100);
  expect(os).toBeGreaterThan(100_000);
});

test('a guest OS that runs in M-mode returns by mret, one in S-mode by sret', () => {
  expect(timesOf(minimalGuest, 'instruction', 'mret')).toBeGreaterThan(1);
  expect(timesOf(minimalGuest, 'instruction', 'sret')).toBe(0);
  expect(timesOf(monitorGuest, 'instruction', 'sret')).toBeGreaterThan(100);
  expect(timesOf(monitorGuest, 'instruction', 'csrw satp')).toBeGreaterThan(1);
});

test('devices are told apart, also behind a guest that has turned on paging', () => {
  for (const device of ['uart', 'clint', 'plic', 'virtio0', 'finisher']) {
    expect(timesOf(monitorGuest, 'device', device)).toBeGreaterThan(0);
  }
  expect(timesOf(minimalGuest, 'device', 'virtio0')).toBe(0);
});

test('a guest that ends itself does so by the one store that the VMM never returns from', () => {
  expect(timesOf(monitorGuest, 'device', 'finisher')).toBe(1);
  expect(timesOf(minimalGuest, 'device', 'finisher')).toBe(1);
});

test('the same run is reported in the same words, on the page', () => {
  const again = new Accounting(vmm);
  run(vmm, again);
  const text = formatReport(again.report());
  expect(text).toBe(formatReport(report));
  expect(widthOf(text)).toBeLessThanOrEqual(pageWidth);
});

test('every exit has the reason that it had', () => {
  const kernel = buildSource('exits');
  const image = buildVmm([{ name: 'a', kernel, file: 'exits.elf', memoryBytes: 2 * mebibyte }]);
  const accounting = new Accounting(image);
  run(image, accounting);
  const [guest] = (accounting.report() as VmmReport).guests;
  const exits = guest?.exits ?? [];
  const times = exits
    .filter(({ service }) => service !== 'interrupt')
    .map(({ service, name, costs }) => `${service} ${name}: ${summarize(costs).times}`)
    .filter((line) => !line.startsWith('memory shadow'))
    .sort();
  expect(times).toEqual([
    'device finisher: 1',
    'device uart: 2',
    'instruction csrr mepc: 5',
    'instruction csrr mstatus: 3',
    'instruction csrw mepc: 5',
    'instruction csrw mstatus: 2',
    'instruction csrw mtvec: 2',
    'instruction csrw pmpaddr0: 1',
    'instruction csrw pmpcfg0: 1',
    'instruction csrw satp: 1',
    'instruction mret: 5',
    'memory load or store under MPRV: 2',
    'reflection environment call from M-mode: 1',
    'reflection illegal instruction: 4',
    'reflection load access fault: 1',
  ]);
});
