/** The software of a stack of computers: what may execute on each of them, and whose code an address is. */

import type { Whereabouts } from '@ireko/lab';
import type { Machine } from '@ireko/machine';
import { type CodeLine, CodeMap } from './code-map.ts';

/** What may execute on a computer, real or virtual. */
export interface Software {
  /** Executables with their lines described: firmware, kernel, programs; or a VMM. */
  readonly executables: readonly Uint8Array[];
  /** Of a VMM, what its virtual machines have, by their names. */
  readonly vms: ReadonlyMap<string, Software>;
}

/** How much of memory is compared to tell whose code it is: two programs seldom share so much at one address. */
const comparedBytes = 32;

/** Finds the code of what executes on a machine. */
export class CodeFinder {
  readonly #software: Software;
  readonly #machine: Machine;
  readonly #maps = new Map<Uint8Array, CodeMap>();

  constructor(software: Software, machine: Machine) {
    this.#software = software;
    this.#machine = machine;
  }

  /**
   * The executable whose code the instruction at an address is; undefined: of none that is known.
   * @param mode the real privilege mode that the address is of; the hart's unless told
   */
  at({ vms }: Whereabouts, address: bigint, mode?: number): CodeMap | undefined {
    let software: Software | undefined = this.#software;
    for (const name of vms) software = software?.vms.get(name);
    const { hart, debug } = this.#machine;
    const bytes = debug.read(hart.id, address, comparedBytes, mode);
    let best: { readonly map: CodeMap; readonly match: number } | undefined;
    for (const image of software?.executables ?? []) {
      const map = this.#mapOf(image);
      const match = map.matches(address, bytes);
      if (match > (best?.match ?? 0)) best = { map, match };
    }
    return best?.map;
  }

  /** Where the code of a line begins, on any of the computers. */
  startsOf(line: CodeLine): readonly bigint[] {
    return [...executablesOf(this.#software)].flatMap((image) => this.#mapOf(image).startsOf(line));
  }

  #mapOf(image: Uint8Array): CodeMap {
    const map = this.#maps.get(image) ?? new CodeMap(image);
    this.#maps.set(image, map);
    return map;
  }
}

/** The executables of all computers, those below first. */
function* executablesOf({ executables, vms }: Software): Generator<Uint8Array> {
  yield* executables;
  for (const software of vms.values()) yield* executablesOf(software);
}
