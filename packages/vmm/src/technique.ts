/**
 * How the VMM runs a guest. `trap`: all of it in real U-mode; what is privileged traps and is
 * simulated. `tvm`: its S-mode in real S-mode; only what concerns translation, waiting and M-mode
 * traps, so its own system calls cost nothing.
 */
export const techniques = ['trap', 'tvm'] as const;

/** One of `techniques`. */
export type Technique = (typeof techniques)[number];
