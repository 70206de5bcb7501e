/** The computer of a run. */
import { type Disk, type EngineName, Machine } from '../../machine/src/index.ts';

/** A computer with a monitor in it, ready to run. */
export interface Computer {
  readonly machine: Machine;
  /** What its console has shown so far. */
  readonly said: string;
}

/** Puts an image into a computer with a disk; what is wrong with it is thrown. */
export function computer(
  image: Uint8Array,
  { ramBytes, disk, engine }: { ramBytes: number; disk: Disk; engine: EngineName },
): Computer {
  let said = '';
  const machine = new Machine({
    engine,
    ramBytes,
    disks: [disk],
    console: (byte) => {
      said += String.fromCharCode(byte);
    },
  });
  const problem = machine.load(image);
  if (problem !== undefined) throw new Error(problem);
  return {
    machine,
    get said() {
      return said;
    },
  };
}
