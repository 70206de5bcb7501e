/**
 * How the virtual machines share the one processor [vmm/schedule.s].
 *
 * `none`: one after the other; when one waits, the processor does.
 * `quantum`: time slices in turn; a machine that waits gives up the rest of its own.
 * `io`: and so does one that starts a disk request.
 */
export const policies = ['none', 'quantum', 'io'] as const;

/** One of `policies`. */
export type Policy = (typeof policies)[number];

/**
 * When a virtual machine's clock goes on [vmm/vclint.s].
 *
 * `elapsed`: always; others make its processor seem slow.
 * `running`: while it runs or waits for an interrupt; others do not exist for it.
 * `own`: and neither does the VMM, whose work takes no time.
 */
export const clocks = ['elapsed', 'running', 'own'] as const;

/** One of `clocks`. */
export type Clock = (typeof clocks)[number];

/** Settings that concern all virtual machines together. */
export interface Sharing {
  /** `quantum`, if it is not said. */
  readonly policy?: Policy;
  /** The time slice of a machine of weight 1, in milliseconds: more than 0, at most 1000; 5. */
  readonly sliceMs?: number;
  /** Commands of the operator, a line each, carried out from the start on [vmm/script.s]; none. */
  readonly script?: string;
}

const ticksPerMs = 10_000;
const maxSliceMs = 1000;

/** The slice in ticks of `mtime`, 100 ns each. */
export const sliceTicks = ({ sliceMs = 5 }: Sharing): number => Math.round(sliceMs * ticksPerMs);

/** What is wrong with the settings: one line each. */
export const sharingProblems = (sharing: Sharing): readonly string[] => {
  const { sliceMs = 5 } = sharing;
  return sliceTicks(sharing) > 0 && sliceMs <= maxSliceMs
    ? []
    : [`a time slice of ${sliceMs} ms; make it at least 0.0001 ms, at most ${maxSliceMs}`];
};
