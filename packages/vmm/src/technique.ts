/**
 * How the VMM runs a guest. `trap`: all of it in real U-mode; what is privileged traps and is
 * simulated. `tvm`: its S-mode in real S-mode; only what concerns translation, waiting and M-mode
 * traps, so its own system calls cost nothing. `h`: its S-mode in VS-mode with two-stage translation,
 * so its page tables and page faults cost nothing either; needs the hypervisor extension.
 */
export const techniques = ['trap', 'tvm', 'h'] as const;

/** One of `techniques`. */
export type Technique = (typeof techniques)[number];

/**
 * When shadow page tables are filled, and forgotten, by `trap` and `tvm`; by `h` there are none [vmm/shadow.s].
 *
 * `page`: a page at its own fault; as the guest's fences name addresses and address spaces.
 * `near`: and with a page those of the 16 around it that the guest has used.
 * `flush`: as `page`, but all are forgotten at each fence, and at each write of `satp`.
 * `near-flush`: both.
 */
export const shadowPolicies = ['page', 'near', 'flush', 'near-flush'] as const;

/** One of `shadowPolicies`. */
export type ShadowPolicy = (typeof shadowPolicies)[number];
