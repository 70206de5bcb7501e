/** What random guests do: pieces of a few instructions each. */

import { csrs } from '@ireko/isa';
import type { Draws } from './draws.ts';
import {
  CLINT,
  DATA,
  DATA_PAGES,
  entry,
  LARGE,
  MSIP,
  MTIME,
  MTIMECMP,
  PAGE,
  PROGRAM,
  SLOT_BYTES,
  satps,
  table,
  tableAt,
  VIRTIO,
  WINDOW,
} from './layout.ts';
import { csrOf, csrWrite, li, machineOnly, op, S8, S9, S11, T0, T1, T2, ZERO } from './words.ts';

/** Of `pmpcfg`: entries that are locked stay, and bind M-mode. */
const LOCKS = 0x8080_8080_8080_8080n;

/**
 * CSRs that random writes leave alone: the virtual board's choices, which the manuals leave free
 * [packages/vmm/README.md, "The virtual board"], and what keeps the guest going.
 */
const leftAlone = new Set([
  'mtvec',
  'stvec', // the handlers
  'misa',
  'mseccfg', // MML would keep M-mode from its handlers
  'satp', // writes of that one are items of their own
]);

/** A CSR that keeps what is written, and which bits may be. */
const kept: readonly (readonly [name: string, bits: bigint])[] = [
  ['mstatus', 0x7e_f9aan & ~(1n << 17n)],
  ['sstatus', 0xc_6122n],
  ['mie', 0xaaan],
  ['sie', 0x222n],
  ['mip', 0x222n],
  ['sip', 0x222n],
  ['medeleg', 0xb1ffn],
  ['mideleg', 0x222n],
  ['mcounteren', 7n],
  ['scounteren', 7n],
  ['mscratch', -1n],
  ['sscratch', -1n],
  ['mepc', -1n],
  ['sepc', -1n],
  ['mcause', -1n],
  ['scause', -1n],
  ['mtval', -1n],
  ['stval', -1n],
  ['mcycle', -1n],
  ['minstret', -1n],
  ['fcsr', 0xffn],
  ['menvcfg', (3n << 62n) | 0xf1n],
  ['senvcfg', 0xf1n],
  ['mseccfg', 6n],
  ['stimecmp', 0xfffn],
];

/** What a slot may hold, and how likely. */
export type Items = readonly (readonly [weight: number, item: () => readonly number[]])[];

/** What all guests are made of. */
export function itemsOf({
  random,
  pick,
  chance,
  word,
  register,
  value,
  address,
  target,
  flags,
  windowEntry,
}: Draws): Items {
  const arithmetic = () => {
    const [rd, rs1, rs2] = [register(), register(), register()];
    return pick([
      () =>
        op(pick(['add', 'sub', 'xor', 'sltu', 'mul', 'mulhu', 'divu', 'rem', 'addw', 'sllw']), {
          rd,
          rs1,
          rs2,
        }),
      () =>
        op(pick(['addi', 'xori', 'andi', 'slti', 'addiw']), { rd, rs1, imm: random(4096) - 2048 }),
      () => op(pick(['slli', 'srli', 'srai']), { rd, rs1, imm: random(64) }),
    ])();
  };
  const load = (rs1: number) =>
    op(pick(['lb', 'lbu', 'lh', 'lhu', 'lw', 'lwu', 'ld']), { rd: register(), rs1, imm: 0 });
  const store = (rs1: number) =>
    op(pick(['sb', 'sh', 'sw', 'sd']), { rs1, rs2: register(), imm: 0 });

  const atomic = (rs1: number) => {
    const name = pick(['amoadd.w', 'amoswap.d', 'amomaxu.d', 'amoor.w', 'amomin.w', 'amoxor.d']);
    return op(name, { rd: register(), rs1, rs2: register() });
  };
  const reserved = (rs1: number) => {
    const width = pick(['w', 'd']);
    return [
      op(`lr.${width}`, { rd: register(), rs1 }),
      op(`sc.${width}`, { rd: T2, rs1, rs2: register() }),
    ];
  };
  const floating = (rs1: number) =>
    pick([
      op(pick(['flw', 'fld']), { rd: random(32), rs1, imm: 0 }),
      op(pick(['fsw', 'fsd']), { rs1, rs2: random(32), imm: 0 }),
    ]);

  const probed = csrs.filter(
    ({ name }) => !/^(h[^p]|vs|mtinst|mtval2)/.test(name) && !leftAlone.has(name),
  );

  return [
    [10, () => Array.from({ length: 1 + random(8) }, arithmetic)],
    [8, () => [...li(T1, BigInt(address())), load(T1)]],
    [8, () => [...li(T1, BigInt(target())), store(T1)]],
    // A CSR is written, read, and put back.
    [
      12,
      () => {
        const { name } = pick(probed);
        const operand = name.startsWith('pmpcfg') ? T1 : pick([T1, register()]);
        const write = csrWrite(name, operand, pick(['csrrw', 'csrrs', 'csrrc']), T0);
        const immediate = op(pick(['csrrwi', 'csrrsi', 'csrrci']), {
          rd: T0,
          csr: csrOf(name),
          zimm: random(32),
        });
        const before = csrWrite(name, ZERO, 'csrrs', T2);
        const bits = name.startsWith('pmpcfg') ? ~LOCKS : -1n;
        return [
          ...li(T1, value() & bits),
          before,
          chance(4) ? immediate : write,
          csrWrite(name, ZERO, 'csrrs', T1),
          csrWrite(name, T2),
        ];
      },
    ],
    // A CSR is written, and stays so.
    [
      16,
      () => {
        const [name, bits] = pick(kept);
        const how = bits === -1n ? 'csrrw' : pick(['csrrs', 'csrrc']);
        return [
          ...li(T1, value() & bits),
          csrWrite(name, T1, how, register()),
          csrWrite(name, ZERO, 'csrrs', register()),
        ];
      },
    ],
    [
      8,
      () => [
        ...li(T1, pick(satps)),
        csrWrite('satp', T1, 'csrrw', T0),
        ...(chance(2) ? [op('sfence.vma', { rs1: ZERO, rs2: ZERO })] : []),
      ],
    ],
    // An entry of the window changes, and nothing may be known of it any more.
    [
      10,
      () => {
        const index = random(16);
        const va = BigInt(WINDOW + index * PAGE);
        const place = BigInt(tableAt(table.leavesW) + 8 * index);
        return [
          machineOnly(),
          ...li(T1, place),
          ...li(T2, windowEntry()),
          op('sd', { rs1: T1, rs2: T2, imm: 0 }),
          ...(chance(2)
            ? [...li(T1, va), op('sfence.vma', { rs1: T1, rs2: ZERO })]
            : [op('sfence.vma', { rs1: ZERO, rs2: ZERO })]),
        ];
      },
    ],
    [
      3,
      () => {
        const place = BigInt(tableAt(table.middleW) + 8 * (1 + random(2)));
        return [
          machineOnly(),
          ...li(T1, place),
          ...li(T2, entry(pick([LARGE, LARGE, LARGE + PAGE, 0]), flags())),
          op('sd', { rs1: T1, rs2: T2, imm: 0 }),
          op('sfence.vma', { rs1: ZERO, rs2: ZERO }),
        ];
      },
    ],
    [
      6,
      () => [
        op(pick(['sfence.vma', 'sfence.vma', 'sinval.vma']), {
          rs1: pick([ZERO, register()]),
          rs2: pick([ZERO, register()]),
        }),
        ...(chance(4) ? [op(pick(['sfence.w.inval', 'sfence.inval.ir']), {})] : []),
      ],
    ],
    [8, () => [op(pick(['ecall', 'ebreak', 'mret', 'sret', 'fence', 'fence.i']), {})]],
    // Returns to the next slot but one, in a mode by chance.
    [
      8,
      () => {
        const machine = chance(2);
        const [status, pc, back] = machine
          ? (['mstatus', 'mepc', 'mret'] as const)
          : (['sstatus', 'sepc', 'sret'] as const);
        return [
          ...li(T1, BigInt(2 * SLOT_BYTES)),
          op('add', { rd: T1, rs1: T1, rs2: S11 }),
          csrWrite(pc, T1),
          ...li(T2, machine ? 0x1800n : 0x100n),
          csrWrite(status, T2, 'csrrc'),
          op('and', { rd: T2, rs1: T2, rs2: S8 }),
          csrWrite(status, T2, 'csrrs'),
          op(back),
        ];
      },
    ],
    // M-mode through the eyes of another: MPRV.
    [
      6,
      () => [
        ...li(T1, BigInt(chance(3) ? target() : target() & -8)),
        ...li(T2, 0x1800n),
        csrWrite('mstatus', T2, 'csrrc'),
        ...li(T2, pick([0n, 0x800n])),
        csrWrite('mstatus', T2, 'csrrs'),
        csrWrite('mstatus', S9, 'csrrs'),
        ...pick([
          () => [load(T1)],
          () => [store(T1)],
          () => [atomic(T1)],
          () => [floating(T1)],
          () => reserved(T1),
        ])(),
        csrWrite('mstatus', S9, 'csrrc'),
      ],
    ],
    // Interrupts: a timer that is due soon, waited for or not; one by software.
    [
      6,
      () => [
        machineOnly(),
        ...li(T1, BigInt(MTIME)),
        op('ld', { rd: T2, rs1: T1, imm: 0 }),
        op('addi', { rd: T2, rs1: T2, imm: random(20) }),
        ...li(T1, BigInt(MTIMECMP)),
        op('sd', { rs1: T1, rs2: T2, imm: 0 }),
        ...(chance(2) ? [...li(T2, 0x80n), csrWrite('mie', T2, 'csrrs'), op('wfi')] : []),
      ],
    ],
    [
      4,
      () => [
        machineOnly(),
        ...li(T1, BigInt(MSIP)),
        ...li(T2, 1n),
        op('sw', { rs1: T1, rs2: T2, imm: 0 }),
      ],
    ],
    [
      4,
      () => {
        const number = 2 + random(6);
        const base = BigInt(pick([DATA + random(DATA_PAGES) * PAGE, LARGE, CLINT, PROGRAM]));
        const size = 1n << BigInt(chance(4) ? 3 + random(9) : 12 + random(4));
        const offset = size < PAGE ? BigInt(random(PAGE)) & -size : 0n;
        return [
          ...li(T1, (((base & -size) + offset) >> 2n) | (size / 8n - 1n)),
          csrWrite(`pmpaddr${number}`, T1),
        ];
      },
    ],
    [
      4,
      () => {
        const bytes = Array.from({ length: 6 }, () =>
          BigInt(
            pick([0, 0x18, 0x19, 0x1b, 0x1d, 0x1f, 0x1c, 0x10, 0x11, 0x0b, 0x0f]) |
              (chance(12) ? 0x80 : 0),
          ),
        );
        const rest = bytes.reduce((sum, byte, at) => sum | (byte << BigInt(16 + 8 * at)), 0n);
        return [...li(T1, rest | 0x1b1dn), csrWrite('pmpcfg0', T1)];
      },
    ],
    // Atomic instructions on plain memory; floating point.
    [
      4,
      () => {
        const where = BigInt((DATA + random(DATA_PAGES) * PAGE + random(PAGE)) & -8);
        return [...li(T1, where), ...(chance(3) ? reserved(T1) : [atomic(T1)])];
      },
    ],
    [
      6,
      () => [
        ...li(T1, BigInt(DATA + random(DATA_PAGES) * PAGE)),
        pick([
          floating(T1),
          floating(T1),
          op('fadd.d', { rd: random(32), rs1: random(32), rs2: random(32), rm: 0 }),
          op('fmv.d.x', { rd: random(32), rs1: register() }),
          op('fmv.x.d', { rd: register(), rs1: random(32) }),
        ]),
      ],
    ],
    // Blocks of caches.
    [
      3,
      () => {
        const where = pick([DATA + random(DATA_PAGES) * PAGE, WINDOW + random(16) * PAGE]);
        const name = pick(['cbo.zero', 'cbo.clean', 'cbo.flush', 'cbo.inval']);
        return [...li(T1, BigInt(where + random(PAGE))), op(name, { rs1: T1 })];
      },
    ],
    [3, () => [Number(word())]],
    [2, () => [...li(T1, BigInt(address() & -2)), op('jalr', { rd: register(), rs1: T1, imm: 0 })]],
  ];
}

/** What those are made of, besides, that set up queues. */
export function queueItemsOf({ random, pick, chance, queueAddress }: Draws): Items {
  return [
    [
      20,
      () =>
        [0x070, 0x030, 0x038, 0x080, 0x090, 0x0a0, 0x044, 0x050]
          .filter(() => !chance(4))
          .flatMap((offset) => {
            const values: Readonly<Record<number, number>> = {
              112: pick([0, 3, 11, 15, 15]), // Status
              48: random(2), // QueueSel
              56: pick([8, 8, 16, 128, random(2 ** 16)]), // QueueNum
              68: random(2), // QueueReady
              80: random(2), // QueueNotify
            };
            const value = BigInt(values[offset] ?? queueAddress());
            return [
              ...li(T1, BigInt(VIRTIO + offset)),
              ...li(T2, value),
              op('sw', { rs1: T1, rs2: T2, imm: 0 }),
            ];
          })
          .slice(0, 30),
    ],
    [6, () => [...li(T1, BigInt(VIRTIO + 0x050)), op('sw', { rs1: T1, rs2: ZERO, imm: 0 })]],
  ];
}
