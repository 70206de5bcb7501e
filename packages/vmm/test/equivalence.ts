/**
 * The states that a guest goes through, one by one: on the bare machine, and in a virtual machine
 * by leaving out what the VMM does between them. They have to be the same.
 */
import { Machine, type Probe } from '@ireko/machine';

/** Where a guest stands before an instruction. */
export interface State {
  readonly pc: bigint;
  /** `x1` to `x31`. */
  readonly registers: readonly bigint[];
}

const MODE_M = 3;
const numbers = Array.from({ length: 31 }, (_, at) => at + 1);

/**
 * A guest's states in order, each different from the one before: so an instruction that is begun
 * again, because the VMM had first to fill in a table, counts once.
 * @param elf the guest itself, or a VMM with that guest alone, both with 4 MiB: so that the device tree is
 *   at the same place.
 * @param within whether it is a VMM: then M-mode is not the guest.
 */
export function* statesOf(elf: Uint8Array, within: boolean): Generator<State, void> {
  const machine = machineWith(elf, within);
  if (within) machine.run({ maxInstructions: firstReturn(elf) });
  const { hart } = machine;
  let last: State = { pc: -1n, registers: [] };
  do {
    if (within && hart.mode === MODE_M) continue;
    const state = { pc: hart.pc, registers: numbers.map((number) => hart.register(number)) };
    if (same(state, last)) continue;
    last = state;
    yield state;
  } while (machine.run({ maxInstructions: machine.instructions + 1 }).kind === 'limit');
}

function machineWith(elf: Uint8Array, within: boolean, probe: Probe = {}): Machine {
  const ramBytes = (within ? 16 : 4) * 2 ** 20;
  const machine = new Machine({ engine: 'interpreter', ramBytes, probe });
  const problem = machine.load(elf);
  if (problem !== undefined) throw new Error(problem);
  return machine;
}

/** How many instructions a VMM has begun when a guest begins. */
function firstReturn(elf: Uint8Array): number {
  let first: number | undefined;
  const trapReturned = ({ begun }: { readonly begun: number }) => {
    first ??= begun;
  };
  machineWith(elf, true, { trapReturned }).run({ maxInstructions: 5_000_000 });
  if (first === undefined) throw new Error('the VMM never returned to a guest');
  return first;
}

export const same = (a: State, b: State): boolean =>
  a.pc === b.pc && a.registers.every((value, at) => value === b.registers[at]);

/** How far two guests go together: how many states are equal, and the first two that are not. */
export interface Agreement {
  readonly states: number;
  readonly difference?: { readonly bare: State | undefined; readonly virtual: State | undefined };
}

/**
 * @param bare the guest.
 * @param vmm a VMM with that guest alone.
 * @param atMost so many states are compared; fewer if the guest ends.
 */
export function compareStates(bare: Uint8Array, vmm: Uint8Array, atMost: number): Agreement {
  const [here, there] = [statesOf(bare, false), statesOf(vmm, true)];
  for (let states = 0; states < atMost; states++) {
    const [a, b] = [here.next().value, there.next().value];
    if (a === undefined && b === undefined) return { states };
    if (a === undefined || b === undefined || !same(a, b))
      return { states, difference: { bare: a ?? undefined, virtual: b ?? undefined } };
  }
  return { states: atMost };
}
