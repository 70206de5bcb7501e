/** Computers in the middle of random programs, to be saved and to go on. */
import { type EngineName, Machine } from '../../src/index.ts';
import { randomProgram, randomProgramRamBytes } from '../engines/random-program.ts';

export const computer = (engine: EngineName = 'interpreter', harts = 1): Machine =>
  new Machine({
    ramBytes: randomProgramRamBytes,
    engine,
    hotAfter: 2,
    harts,
    turnInstructions: 37,
  });

export const running = (
  seed: number,
  instructions: number,
  engine?: EngineName,
  harts?: number,
): Machine => {
  const machine = computer(engine, harts);
  machine.hart.ram.set(randomProgram(seed));
  machine.run({ maxInstructions: instructions });
  return machine;
};

/** What can be seen of a machine that goes on. */
export const goOn = (machine: Machine): readonly unknown[] =>
  [800, 900, 1500].map((limit) => {
    const outcome = machine.run({ maxInstructions: limit });
    return [outcome, machine.instructions, machine.nowNs, machine.stateHash()];
  });
