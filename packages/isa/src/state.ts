/**
 * The privileged state of a hart: one 64-bit slot a name. Most CSRs are a slot seen through
 * their fields; some slots are seen through several CSRs (`sstatus` is a view of `mstatus`), and
 * some through none (`privilege`). Engines keep the slots wherever they like, in this order.
 */

/** How many PMP entries the hart has. */
export const pmpEntries = 16;

export type PmpAddressName = `pmpaddr${number}`;

const named = [
  /** The current privilege mode: 0 U, 1 S, 3 M; and 1 if it is a guest's, VU or VS. */
  'privilege',
  'virtual',
  'misa',
  'mhartid',
  /** Without `fs`, which every floating-point instruction uses, and `sd`, which follows from it. */
  'mstatus',
  'fs',
  'medeleg',
  'mideleg',
  'mie',
  /** Pending bits as software and the CLINT and PLIC set them, without `externalSeip`. */
  'mip',
  /** The PLIC's line into `mip.SEIP`, or-ed with the bit that software writes [priv §3.1.9]. */
  'externalSeip',
  'mtvec',
  'mscratch',
  'mepc',
  'mcause',
  'mtval',
  'mcounteren',
  'menvcfg',
  'stvec',
  'sscratch',
  'sepc',
  'scause',
  'stval',
  'scounteren',
  'senvcfg',
  'satp',
  'stimecmp',
  'hstatus',
  'hedeleg',
  'hideleg',
  'hvip',
  'hcounteren',
  'henvcfg',
  'htimedelta',
  'htval',
  'htinst',
  'hgatp',
  'mtval2',
  'mtinst',
  /** A guest's supervisor registers; as `mstatus`, without `fs` and `sd`. */
  'vsstatus',
  'vsfs',
  'vstvec',
  'vsscratch',
  'vsepc',
  'vscause',
  'vstval',
  'vsatp',
  'vstimecmp',
  /** Accrued exceptions and rounding mode: together `fcsr` [unpriv §11.2]. */
  'fflags',
  'frm',
  /** What is added to the count of cycles and of retired instructions to give the counters. */
  'mcycleOffset',
  'minstretOffset',
  /** The physical address that `lr` reserved, or all ones. */
  'reservation',
  'mseccfg',
  'pmpcfg0',
  'pmpcfg2',
] as const;

export type StateName = (typeof named)[number] | PmpAddressName;

/** Every slot, in order. */
export const stateNames: readonly StateName[] = [
  ...named,
  ...Array.from({ length: pmpEntries }, (_, n): PmpAddressName => `pmpaddr${n}`),
];
