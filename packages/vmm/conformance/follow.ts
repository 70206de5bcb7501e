/**
 * Follows the VMM instruction by instruction through the exits of one guest, test/guests/follow.s,
 * and counts what each of the VMM's routines executes.
 */
import { readElf } from '@ireko/elf';
import { Machine, MemoryDisk } from '@ireko/machine';
import { type Counted, routineNames, routineTable } from '../../monitor/bench/routines.ts';
import type { Technique } from '../src/index.ts';
import { build, buildVmm, guestImage, makeDisk, vm } from '../test/boot.ts';

/** What the VMM did from an exit to the return to the guest. */
export interface Exit extends Counted {
  /** The label `followed_…` of the guest's instruction that was left, without that beginning. */
  readonly label: string;
}

const M = 3;
const beginning = 'followed_';

/** The first exit at each label of the guest, when it runs alone. */
export function follow(technique: Technique): readonly Exit[] {
  const guest = guestImage('follow');
  const disks = [{ startSector: 8, sectors: 8 }];
  const image = buildVmm([vm('guest', guest, { disks, technique })]);
  const machine = new Machine({ disks: [new MemoryDisk(makeDisk())] });
  const problem = machine.load(image);
  if (problem !== undefined) throw new Error(problem);
  const labelAt = new Map(
    symbols(build(guest))
      .filter(({ name }) => name.startsWith(beginning))
      .map(({ name, value }) => [value, name.slice(beginning.length)]),
  );
  const routineAt = routineNames(image);
  const { hart } = machine;
  const exits: Exit[] = [];
  let open: { label: string; counts: Map<string, number>; idleNs: number } | undefined;
  let before = hart.privilege;
  for (;;) {
    // Interrupts are taken, and waits are waited out, before the next instruction.
    machine.run({ maxInstructions: machine.instructions });
    if (hart.privilege === M && before !== M) {
      const label = labelAt.get(hart.state('mepc'));
      if (label !== undefined && !exits.some((exit) => exit.label === label))
        open = { label, counts: new Map(), idleNs: machine.idleNs };
    }
    if (hart.privilege !== M && open !== undefined) {
      const { label, counts, idleNs } = open;
      const instructions = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const idleMicroseconds = (machine.idleNs - idleNs) / 1000;
      exits.push({ label, routines: counts, instructions, idleMicroseconds });
      open = undefined;
    }
    if (open !== undefined) {
      const routine = routineAt(hart.pc);
      open.counts.set(routine, (open.counts.get(routine) ?? 0) + 1);
    }
    before = hart.privilege;
    const { kind } = machine.run({ maxInstructions: machine.instructions + 1 });
    if (kind === 'finished') return exits;
  }
}

function symbols(image: Uint8Array) {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  return elf.symbols;
}

/** An exit as a Markdown table. */
export function table(exit: Exit): string {
  return routineTable(exit, 'packages/vmm/vmm', 'waiting');
}
