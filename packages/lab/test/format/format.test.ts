import { expect, test } from 'vitest';
import { formatReport } from '../../src/format/format.ts';
import { pageWidth, widthOf } from '../../src/format/table.ts';
import type { BareReport, GuestReport, VmmReport } from '../../src/report.ts';

const noDisk = { requests: 0, sectors: 0 };

const calm: GuestReport = {
  name: 'calm',
  layers: { program: 90_000, os: 9_900, machine: 100 },
  vmm: 25_000,
  switches: 3,
  disk: noDisk,
  exits: [
    { service: 'memory', name: 'shadow page table filled', costs: [[1000, 22]] },
    { service: 'instruction', name: 'csrr mstatus', costs: [[200, 10]] },
    { service: 'reflection', name: 'environment call from U-mode', costs: [[1000, 1]] },
  ],
};

const busy: GuestReport = {
  name: 'busy',
  layers: { program: 0, os: 1_000_000, machine: 0 },
  vmm: 3_850,
  switches: 2,
  disk: { requests: 4, sectors: 32 },
  exits: [
    {
      service: 'instruction',
      name: 'csrr mstatus',
      costs: [
        [150, 5],
        [300, 5],
      ],
    },
    { service: 'device', name: 'virtio0', costs: [[500, 1]] },
    { service: 'instruction', name: 'mret', costs: [[400, 1]] },
    { service: 'instruction', name: 'csrw satp', costs: [[300, 1]] },
    { service: 'interrupt', name: 'machine timer interrupt', costs: [[400, 1]] },
  ],
};

const report: VmmReport = {
  kind: 'vmm',
  instructions: 1_130_000,
  busyNs: 11_300_000,
  idleNs: 700_000,
  waits: 2,
  harts: [{ instructions: 1_130_000, idleNs: 700_000 }],
  guests: [calm, busy],
  vmmAlone: 1_150,
  otherDisk: noDisk,
};

test('a report of guests reads as intended', () => {
  expect(formatReport(report)).toMatchInlineSnapshot(`
    "Where the instructions went                                   all 1,130,000 that the processor began

      guest     program         OS     VMM      total  VMM share  slowdown
      calm       90,000     10,000  25,000    125,000     20.0 %     ×1.25
      busy            0  1,000,000   3,850  1,003,850      0.4 %     ×1.00
      no guest        ·          ·   1,150      1,150          ·         ·
      ────────────────────────────────────────────────────────────────────
      all        90,000  1,010,000  30,000  1,130,000      2.7 %     ×1.03

      Every instruction is booked once, to who caused it. Program: a guest in U-mode. OS: the same guest
      in S- and M-mode. VMM: what the guest made the VMM do; for no guest, the start of the machine and
      the ends of its waits. Slowdown: the total over what the guest began itself. They are
      instructions, not cycles.

      > 99.9 % of the guests' own instructions ran directly on the processor; 46 trapped to the VMM.

    Privileged instructions simulated                       how often, and the VMM instructions for each

      instruction   calm  busy  all  median      range  VMM total
      csrr mstatus    10    10   20     200  150 … 300      4,250
      2 rare ones      ·     2    2     300  300 … 400        700
      ───────────────────────────────────────────────────────────
      all             10    12   22     200  150 … 400      4,950

      Rare ones, fewer than 10 times: mret 1, csrw satp 1.

      To simulate one took the VMM 200 instructions in the middle, 225 on average, from 150 to 400:
      counted from the trap out of the guest to the mret back, or until the processor waits.

    Other reasons to leave a guest                          how often, and the VMM instructions for each

      reason                    calm  busy  all  median        range  VMM total
      shadow page table filled    22     ·   22   1,000        1,000     22,000
      3 rare ones                  1     2    3     500  400 … 1,000      1,900
      ─────────────────────────────────────────────────────────────────────────
      all                         23     2   25   1,000  400 … 1,000     23,900

      Rare ones, fewer than 10 times: device virtio0 1, passed on: ecall from U-mode 1,
      machine timer interrupt 1.

    Time                                                                      10 ns for each instruction

      processor       time    share  waits
      busy       11.300 ms   94.2 %
      idle        0.700 ms    5.8 %      2
      ────────────────────────────────────
      all        12.000 ms  100.0 %      2

      guest  switches to it  interrupted  disk requests  sectors
      calm                3            ·              ·        ·
      busy                2            1              4       32
    "
  `);
});

test('reasons that are rare are listed with their counts, not dropped', () => {
  const text = formatReport(report);
  expect(text).toMatch(/^ {2}2 rare ones +· +2 +2 +300 +300 … 400 +700$/m);
  expect(text).toContain('Rare ones, fewer than 10 times: mret 1, csrw satp 1.');
});

test('many guests with long names stay on the page', () => {
  const guests = Array.from({ length: 9 }, (_, n) => ({ ...calm, name: `a-long-name-${n}00` }));
  const text = formatReport({ ...report, guests });
  expect(widthOf(text)).toBeLessThanOrEqual(pageWidth);
  expect(text).toMatch(/csrr mstatus +90 /);
});

const bare: BareReport = {
  kind: 'bare',
  instructions: 2_000,
  busyNs: 20_000,
  idleNs: 60_000,
  waits: 1,
  harts: [{ instructions: 2_000, idleNs: 60_000 }],
  layers: { program: 1_500, os: 400, machine: 100 },
  traps: [
    { name: 'environment call from U-mode', times: 7 },
    { name: 'load page fault', times: 2 },
  ],
  disk: { requests: 3, sectors: 24 },
};

test('a report of a bare image reads as intended', () => {
  expect(formatReport(bare)).toMatchInlineSnapshot(`
    "Where the instructions went                                       all 2,000 that the processor began

      mode              instructions    share
      program (U-mode)         1,500   75.0 %
      OS (S-mode)                400   20.0 %
      M-mode                     100    5.0 %
      ───────────────────────────────────────
      all                      2,000  100.0 %

      M-mode is the firmware of an OS in S-mode, an OS that needs no other mode, or a program on the
      bare machine. These are instructions, not cycles.

      trap                          times
      environment call from U-mode      7
      load page fault                   2
      ───────────────────────────────────
      all                               9

      The disk was given 3 requests, for 24 sectors.

    Time                                                                      10 ns for each instruction

      processor      time    share  waits
      busy       0.020 ms   25.0 %
      idle       0.060 ms   75.0 %      1
      ───────────────────────────────────
      all        0.080 ms  100.0 %      1
    "
  `);
});

test('a report of several harts tells of each', () => {
  const harts = [
    { instructions: 1_500, idleNs: 5_000 },
    { instructions: 500, idleNs: 15_000 },
  ];
  expect(formatReport({ ...bare, idleNs: 20_000, harts })).toContain(`
  hart  instructions      idle   share
  0            1,500  0.005 ms  25.0 %
  1              500  0.015 ms  75.0 %
`);
});

test('a machine that has not run yet has a report without numbers that are none', () => {
  const nothing = { instructions: 0, busyNs: 0, idleNs: 0, waits: 0, harts: [] };
  const layers = { program: 0, os: 0, machine: 0 };
  const texts = [
    formatReport({ ...bare, ...nothing, layers, traps: [], disk: noDisk }),
    formatReport({ ...report, ...nothing, guests: [], vmmAlone: 0 }),
  ];
  for (const text of texts) expect(text).not.toMatch(/NaN|Infinity|undefined/);
});
