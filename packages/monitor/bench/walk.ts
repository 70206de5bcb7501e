/**
 * Follows the monitor instruction by instruction through its first steps, a system call, a page
 * fault, a disk read and the life of a child, and counts what each routine executes.
 */
import { Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeDisk } from '../src/index.ts';
import { build } from '../test/build.ts';
import { monitorWalk } from '../test/images.ts';
import { type Counted, routineNames, routineTable } from './routines.ts';

/** One stretch of instructions outside of U-mode. */
export interface Stretch extends Counted {
  /** What was asked of the monitor: `boot`, or the cause and what it was about. */
  readonly why: string;
}

// biome-ignore format: names by number
const calls: Readonly<Record<string, string>> = { 0: 'exit', 3: 'yield', 5: 'getpid', 8: 'wait', 9: 'disk_read', 12: 'fork', 13: 'exec' };
const faults: Readonly<Record<string, string>> = { 12: 'fetch', 13: 'load', 15: 'store' };
const [U, S] = [0, 1];
const [A1, A7] = [11, 17];

/** All stretches from reset to the end of the run. */
export function walk(): readonly Stretch[] {
  const image = build(monitorWalk);
  const machine = new Machine({ engine: 'reference', disks: [new MemoryDisk(makeDisk())] });
  const problem = machine.load(image);
  if (problem !== undefined) throw new Error(problem);
  machine.hart.setRegister(A1, 0n); // no device tree: counts do not depend on what is in it
  const routineAt = routineNames(image);
  const { hart } = machine;
  const stretches: Stretch[] = [];
  let counts = new Map<string, number>();
  let why = 'boot';
  let idleNs = 0;
  let before = hart.privilege;
  for (;;) {
    // Interrupts are taken, and waits are waited out, before the next instruction.
    machine.run({ maxInstructions: machine.instructions });
    if (hart.privilege !== U) {
      if (before === U) why = cause(hart);
      const routine = routineAt(hart.pc);
      counts.set(routine, (counts.get(routine) ?? 0) + 1);
    } else if (before !== U) {
      const instructions = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const idleMicroseconds = (machine.idleNs - idleNs) / 1000;
      stretches.push({ why, routines: counts, instructions, idleMicroseconds });
      counts = new Map();
      idleNs = machine.idleNs;
    }
    before = hart.privilege;
    const outcome = machine.run({ maxInstructions: machine.instructions + 1 });
    if (outcome.kind === 'finished') return stretches;
  }
}

/** Why the hart has just left U-mode. */
function cause(hart: Machine['hart']): string {
  const code = Number(hart.state('scause') & 0xffn);
  if (hart.privilege !== S || hart.state('scause') >> 63n) return 'interrupt';
  if (code === 8) return `call ${calls[Number(hart.register(A7))]}`;
  return `${faults[code]} ${hart.state('stval').toString(16)}`;
}

/** A stretch as a Markdown table. */
export function table(stretch: Stretch): string {
  return routineTable(stretch, 'packages/monitor/kernel', 'waiting for the disk');
}
