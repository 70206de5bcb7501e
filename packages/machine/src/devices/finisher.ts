/**
 * The test finisher (`sifive,test1`) [qemu hw/misc/sifive_test.c]: one register, at offset 0, whose
 * low half says how the run ends and whose high half is the code of a failure. It reads as 0.
 * Other values do nothing.
 */

import type { StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Device, Numbers } from './device.ts';

const FAIL = 0x3333;
const PASS = 0x5555;
const RESET = 0x7777;

/** What to write to it, for programs in assembly. */
export const finisherValues: Numbers = { FAIL, PASS, RESET };

/** How a guest ended its run. */
export type Outcome =
  | { readonly kind: 'pass' }
  /** `code` is 0 … 65535; a host's exit status has only its low 8 bits. */
  | { readonly kind: 'fail'; readonly code: number }
  | { readonly kind: 'reset' };

const kinds = ['running', 'pass', 'fail', 'reset'] as const;

/** How a run ended goes into snapshots; `undefined`: it has not. */
export function transferFinish(
  state: StateTransfer,
  outcome: Outcome | undefined,
): Outcome | undefined {
  const kind = state.number('finish', kinds.indexOf(outcome?.kind ?? 'running'), 0, 3);
  const code = state.number('finishCode', outcome?.kind === 'fail' ? outcome.code : 0, 0, 0xffff);
  switch (kinds[kind]) {
    case 'pass':
      return { kind: 'pass' };
    case 'fail':
      return { kind: 'fail', code };
    case 'reset':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}

/** The test finisher. */
export class Finisher implements Device {
  readonly #finish: (outcome: Outcome) => void;

  /** @param finish is told the outcome during the store; the hart stops after it. */
  constructor(finish: (outcome: Outcome) => void) {
    this.#finish = finish;
  }

  read(_offset: number, _width: AccessWidth): number {
    return 0;
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    if (offset !== 0) return true;
    switch (value & 0xffff) {
      case FAIL:
        this.#finish({ kind: 'fail', code: value >>> 16 });
        break;
      case PASS:
        this.#finish({ kind: 'pass' });
        break;
      case RESET:
        this.#finish({ kind: 'reset' });
        break;
    }
    return true;
  }
}
