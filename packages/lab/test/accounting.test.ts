import { engineNames, Machine } from '@ireko/machine';
import { describe, expect, test } from 'vitest';
import { Accounting } from '../src/accounting.ts';
import { buildSource } from './build.ts';

const images = {
  modes: buildSource('modes'),
  tiny: buildSource('tiny-vmm'),
  wait: buildSource('wait'),
};

describe.each(engineNames)('on the %s engine', (engine) => {
  /** Runs an image to its end, in steps of so many instructions. */
  const account = (image: Uint8Array, step = Infinity, harts = 1) => {
    const accounting = new Accounting(image);
    const machine = new Machine({
      engine,
      ramBytes: 2 ** 20,
      harts,
      turnInstructions: 10,
      probe: accounting.probe,
    });
    expect(machine.load(image)).toBeUndefined();
    let outcome = machine.run({ maxInstructions: step });
    while (outcome.kind === 'limit') {
      accounting.report();
      outcome = machine.run({ maxInstructions: machine.instructions + step });
    }
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
    return accounting.report();
  };

  test('a bare image has its instructions booked by privilege mode', () => {
    expect(account(images.modes)).toEqual({
      kind: 'bare',
      instructions: 36,
      busyNs: 360,
      idleNs: 0,
      waits: 0,
      harts: [{ instructions: 36, idleNs: 0 }],
      layers: { machine: 20 + 4, os: 5 + 3, program: 4 },
      traps: [
        { name: 'environment call from S-mode', times: 1 },
        { name: 'environment call from U-mode', times: 1 },
      ],
      disk: { requests: 0, sectors: 0 },
    });
  });

  test('so are those of several harts, each in its own mode', () => {
    // Three harts run the same image: whoever comes to its end first ends the run.
    const report = account(images.modes, Infinity, 3);
    if (report.kind !== 'bare') throw new Error('it is bare');
    const { layers, harts, instructions, busyNs } = report;
    expect(harts.map((hart) => hart.instructions)).toEqual([36, 30, 30]);
    expect([instructions, busyNs]).toEqual([96, 960]);
    expect(layers.machine + layers.os + layers.program).toBe(96);
    expect(layers.program).toBeGreaterThan(4);
  });

  test('a guest has its instructions booked by virtual mode, and the VMM by guest', () => {
    expect(account(images.tiny)).toEqual({
      kind: 'vmm',
      instructions: 17 + 6 + 7 + 31,
      busyNs: 610,
      idleNs: 0,
      waits: 0,
      harts: [{ instructions: 61, idleNs: 0 }],
      vmmAlone: 17,
      otherDisk: { requests: 0, sectors: 0 },
      guests: [
        {
          name: 'tiny',
          layers: { machine: 6, os: 0, program: 7 },
          vmm: 3 * 7 + 10,
          switches: 1,
          disk: { requests: 0, sectors: 0 },
          exits: [
            { service: 'instruction', name: 'csrr mstatus', costs: [[7, 2]] },
            { service: 'reflection', name: 'environment call from U-mode', costs: [[10, 1]] },
            { service: 'instruction', name: 'csrw satp', costs: [[7, 1]] },
          ],
        },
      ],
    });
  });

  test('the time in wfi is idle, and one wait is one wait', () => {
    const report = account(images.wait);
    expect(report.waits).toBe(1);
    expect(report.idleNs).toBeGreaterThan(990_000);
    expect(report.idleNs).toBeLessThan(1_000_000);
    expect(report.busyNs).toBe(report.instructions * 10);
  });

  test.each(['modes', 'tiny', 'wait'] as const)(
    'looking at the books of %s after every instruction changes nothing',
    (name) => {
      expect(account(images[name], 1)).toEqual(account(images[name]));
    },
  );

  test.each(['modes', 'tiny', 'wait'] as const)(
    '%s ends in the same state without the accounting',
    (name) => {
      const image = images[name];
      const hashes = [new Accounting(image).probe, {}].map((probe) => {
        const machine = new Machine({ engine, ramBytes: 2 ** 20, probe });
        machine.load(image);
        machine.run();
        return machine.stateHash();
      });
      expect(hashes[0]).toBe(hashes[1]);
    },
  );
});

test('an accounting is of one machine', () => {
  const { probe } = new Accounting(images.modes);
  new Machine({ ramBytes: 2 ** 20, probe });
  expect(() => new Machine({ ramBytes: 2 ** 20, probe })).toThrow('one machine');
});

test('a wait in which events happen that wake nobody is one wait', () => {
  const accounting = new Accounting(images.modes);
  new Machine({ ramBytes: 2 ** 20, probe: accounting.probe });
  accounting.probe.idle?.(0, 500);
  accounting.probe.idle?.(0, 300);
  expect(accounting.report().waits).toBe(1);
});

test('there is no report before there is a machine', () => {
  expect(() => new Accounting(images.modes).report()).toThrow('without a machine');
});
