/**
 * Names of CSRs that the machine does not have: programs name them, and probe for them. By the
 * number of the first of each row, which those after it count up from.
 */

// biome-ignore format: columns are the point.
const rows: readonly (readonly [first: number, names: string])[] = [
  // Unprivileged: the withdrawn N, V, Zkr.
  [0x000, 'ustatus'], [0x004, 'uie utvec'], [0x040, 'uscratch uepc ucause utval uip'], [0x043, 'ubadaddr'],
  [0x008, 'vstart vxsat vxrm'], [0x00f, 'vcsr'], [0x015, 'seed'], [0xc20, 'vl vtype vlenb'],

  // Supervisor: the withdrawn N, Smstateen, AIA, Sstc for RV32, Sscofpmf, debugging.
  [0x102, 'sedeleg sideleg'], [0x143, 'sbadaddr'], [0x180, 'sptbr'],
  [0x10c, 'sstateen0 sstateen1 sstateen2 sstateen3'],
  [0x114, 'sieh'], [0x150, 'siselect sireg'], [0x154, 'siph'], [0x15c, 'stopei stimecmph'], [0xdb0, 'stopi'],
  [0xda0, 'scountovf'], [0x5a8, 'scontext'],

  // Hypervisor and its guests.
  [0x214, 'vsieh'], [0x250, 'vsiselect vsireg'], [0x254, 'vsiph'], [0x25c, 'vstopei vstimecmph'], [0xeb0, 'vstopi'],
  [0x608, 'hvien hvictl'], [0x60c, 'hstateen0 hstateen1 hstateen2 hstateen3'],
  [0x613, 'hidelegh'], [0x615, 'htimedeltah'], [0x618, 'hvienh'], [0x61a, 'henvcfgh'],
  [0x61c, 'hstateen0h hstateen1h hstateen2h hstateen3h'], [0x646, 'hviprio1 hviprio2'],
  [0x655, 'hviph hviprio1h hviprio2h'], [0x6a8, 'hcontext'],

  // Machine.
  [0x308, 'mvien mvip'], [0x30c, 'mstateen0 mstateen1 mstateen2 mstateen3'],
  [0x310, 'mstatush'], [0x313, 'midelegh mieh'], [0x318, 'mvienh mviph menvcfgh'],
  [0x31c, 'mstateen0h mstateen1h mstateen2h mstateen3h'],
  [0x320, 'mucounteren mscounteren mhcounteren'], [0x343, 'mbadaddr'],
  [0x350, 'miselect mireg'], [0x354, 'miph'], [0x35c, 'mtopei'], [0xfb0, 'mtopi'],
  [0x380, 'mbase mbound mibase mibound mdbase mdbound'],
  ...Array.from({ length: 16 }, (_, n): readonly [number, string] => [0x3a0 + n, `pmpcfg${n}`]),
  ...Array.from({ length: 64 }, (_, n): readonly [number, string] => [0x3b0 + n, `pmpaddr${n}`]),
  [0x757, 'mseccfgh'],

  // Debugging.
  [0x7a1, 'mcontrol'], [0x7a1, 'mcontrol6'], [0x7a1, 'icount'], [0x7a1, 'itrigger'], [0x7a1, 'etrigger'],
  [0x7a1, 'tmexttrigger'], [0x7a3, 'textra32'], [0x7a3, 'textra64'], [0x7a4, 'tinfo tcontrol'],
  [0x7a8, 'mcontext'], [0x7aa, 'mscontext'], [0x7b0, 'dcsr dpc dscratch0 dscratch1'], [0x7b2, 'dscratch'],

  // Upper halves of counters, which RV32 has.
  [0xb80, 'mcycleh'], [0xb82, 'minstreth'], [0xc80, 'cycleh timeh instreth'],
  ...Array.from({ length: 29 }, (_, n) => n + 3).flatMap((n): readonly (readonly [number, string])[] => [
    [0x720 + n, `mhpmevent${n}h`], [0xb80 + n, `mhpmcounter${n}h`], [0xc80 + n, `hpmcounter${n}h`],
  ]),
];

const numbers: ReadonlyMap<string, number> = new Map(
  rows.flatMap(([first, names]) =>
    names.split(' ').map((name, index): [string, number] => [name, first + index]),
  ),
);

/** The number of such a CSR, or undefined. */
export function otherCsrNumber(name: string): number | undefined {
  return numbers.get(name);
}

/** All their names. */
export const otherCsrNames: readonly string[] = [...numbers.keys()];
