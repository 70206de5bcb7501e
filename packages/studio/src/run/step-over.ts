/**
 * One instruction with all that it calls or causes: a function, the system's work for an `ecall`, the VMM's for what is
 * privileged, an interrupt that comes just then. Other layers and other programs may come by the same
 * addresses meanwhile, so what counts is who executes; of a function also the stack, for it may call itself.
 */

import { trapModes } from '@ireko/isa';
import { heightOf, type Whereabouts } from '@ireko/lab';
import type { Computer } from './computer.ts';
import { instructionAt } from './moment.ts';
import type { Reason, Session } from './session.ts';

const SP = 2;

export async function stepOver(session: Session): Promise<Reason> {
  const { computer } = session;
  const { machine, locator } = computer;
  const { hart } = machine;
  const start = { where: locator.at(), pc: hart.pc, sp: hart.register(SP) };
  const instruction = instructionAt(machine, start.pc);
  const next = start.pc + BigInt(instruction?.length ?? 0);
  const isBack = () => isSame(locator.at(), start.where);
  for (;;) {
    const before = machine.instructions;
    computer.lastTrap = undefined;
    const reason = await session.run({ until: before + 1 });
    if (reason.kind !== 'moved') return reason;
    const returns = returnsOf(computer, before, start.pc, next);
    if (returns) {
      const over = await session.run({ addresses: returns, stopsAt: isBack, since: before });
      // After a page fault it is the instruction's turn again.
      if (over.kind !== 'moved' || hart.pc !== start.pc) return over;
      continue;
    }
    if (!instruction?.isCall || hart.pc === next) return reason;
    const stopsAt = () => isBack() && hart.register(SP) === start.sp;
    return session.run({ addresses: [next], stopsAt, since: before });
  }
}

/** Where the layer may go on, if the instruction has just left it by a trap. */
function returnsOf(
  { machine: { hart }, lastTrap }: Computer,
  before: number,
  pc: bigint,
  next: bigint,
): readonly bigint[] | undefined {
  if (!lastTrap || lastTrap.begun <= before) return undefined;
  if (lastTrap.kind === 'exception') return [pc, next];
  return [hart.state(trapModes[hart.mode]?.epc ?? 'mepc')];
}

function isSame(one: Whereabouts, other: Whereabouts): boolean {
  return `${one.vms}` === `${other.vms}` && heightOf(one) === heightOf(other);
}
