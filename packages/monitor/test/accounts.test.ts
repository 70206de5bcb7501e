/**
 * The account that the monitor keeps of each process agrees with what is counted from outside: traps by
 * the machine's probe, sectors at its disk, instructions one by one, and waits by what the process did
 * when its turn ended.
 */
import { expect, test } from 'vitest';
import { Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeDisk } from '../src/index.ts';
import { build } from './build.ts';
import { monitorAccounts } from './images.ts';
import { states, view } from './view.ts';

const U = 0;
const ecallFromU = 8;
const pageFaults: readonly number[] = [12, 13, 15];
/** Instructions of `schedule` itself that are on an account: from its reading `instret` to the next turn. */
const perTurn = 3;

const fields = {
  instructions: 'P_INSTRUCTIONS',
  turns: 'P_TURNS',
  waits: 'P_WAITS',
  calls: 'P_CALLS',
  faults: 'P_FAULTS',
  sectors: 'P_SECTORS',
} as const;

interface Account {
  instructions: number;
  turns: number;
  waits: number;
  calls: number;
  faults: number;
}
const empty: Account = { instructions: 0, turns: 0, waits: 0, calls: 0, faults: 0 };

test('the account of each process is what the machine counts', () => {
  const image = build(monitorAccounts);
  const outside = new Map<number, Account>();
  let running: Account | undefined;
  let sectors = 0;
  const machine = new Machine({
    engine: 'interpreter',
    ramBytes: 8 * 2 ** 20,
    disks: [new MemoryDisk(makeDisk())],
    probe: {
      trapTaken({ kind, code, from }) {
        if (!running || kind !== 'exception' || from !== U) return;
        running.instructions--; // one that traps is begun, but does not retire
        if (code === ecallFromU) running.calls++;
        if (pageFaults.includes(code)) running.faults++;
      },
      ioFinished(request) {
        if (request.kind === 'read') sectors += request.sectors;
      },
    },
  });
  expect(machine.load(image)).toBeUndefined();
  const monitor = view(machine, image);
  const [begins = 0n, ends = 0n] = ['turn_begins', 'schedule'].map((label) =>
    BigInt(monitor.address(label)),
  );
  const { hart } = machine;
  const record = () => Number(hart.register(4));

  /** What the monitor knew of each process when a turn began, its last one being over. */
  const inside = new Map<number, Readonly<Record<string, number>>>();
  for (;;) {
    if (hart.pc === begins) {
      for (const field of monitor.processes()) {
        const known = Object.entries(fields).map(([name, label]) => [name, field(label)] as const);
        inside.set(field('P_PID'), Object.fromEntries(known));
      }
      const pid = monitor.record(record())('P_PID');
      running = outside.get(pid) ?? { ...empty };
      outside.set(pid, running);
      running.turns++;
    } else if (hart.pc === ends && running) {
      const state = states[monitor.record(record())('P_STATE')];
      if (state !== 'READY' && state !== 'ENDED') running.waits++;
      running = undefined;
    }
    if (running) running.instructions++;
    const outcome = machine.run({ maxInstructions: machine.instructions + 1 });
    if (outcome.kind === 'limit') continue;
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
    break;
  }

  expect(outside.size).toBeGreaterThan(8);
  for (const [who, counted] of outside) {
    if (who === 0) continue; // the monitor itself runs on when all is over
    const { sectors: _, ...known } = inside.get(who) ?? {};
    const instructions = counted.instructions + perTurn * counted.turns;
    expect({ who, ...known }).toEqual({ who, ...counted, instructions });
  }
  const all = [...inside].reduce((sum, [, known]) => sum + (known['sectors'] ?? 0), 0);
  expect(all).toBe(sectors);
});
