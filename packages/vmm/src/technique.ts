/**
 * How the VMM runs a guest. `trap`: all of it in real U-mode; what is privileged traps and is
 * simulated. `tvm`: its S-mode in real S-mode; only what concerns translation, waiting and M-mode
 * traps, so its own system calls cost nothing. `h`: its S-mode in VS-mode with two-stage translation,
 * so its page tables and page faults cost nothing either; needs the hypervisor extension.
 */
export const techniques = ['trap', 'tvm', 'h'] as const;

/** One of `techniques`. */
export type Technique = (typeof techniques)[number];
