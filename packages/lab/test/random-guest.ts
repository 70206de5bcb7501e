/**
 * Random guests: a row of slots of random instructions that runs in all modes, with page tables, PMP,
 * delegation, interrupts, and CSRs written at random. Made from a seed, so that a failure can be
 * repeated. What surrounds them, and goes on after each trap, is guests/random.s.
 *
 *   0x8000_0000  handlers            always executable in S-mode, and by PMP
 *   0x8000_1000  the slots           by table A of S-mode, by table B of U-mode
 *   0x8001_0000  page tables         always within reach of walks, by PMP
 *   0x8002_0000  data                by both tables of U- or S-mode, by chance
 *   0x4000_0000  a window            whose entries the slots change at random
 */

import { csrNumber, csrs, encode, type FieldValues, instruction } from '@ireko/isa';
import { generator } from '../../isa/test/generator.ts';

const RAM = 0x8000_0000;
const PAGE = 4096;
const MEBIBYTE = 2 ** 20;
export const randomGuestBytes: number = 4 * MEBIBYTE;

const SLOTS = 128;
const SLOT_BYTES = 128;
const PROGRAM = RAM + 0x1000;
const TABLES = RAM + 0x1_0000;
const DATA = RAM + 0x2_0000;
const DATA_PAGES = 64;
const LARGE = RAM + 2 * MEBIBYTE;
const WINDOW = 0x4000_0000;
const CLINT = 0x0200_0000;
const [MSIP, MTIMECMP, MTIME] = [CLINT, CLINT + 0x4000, CLINT + 0xbff8] as const;
const PLIC = 0x0c00_0000;
const UART = 0x1000_0000;
const VIRTIO = 0x1000_1000;
const NOWHERE = 0x3000_0000;

/** Pages of tables, by their numbers from TABLES on. */
const table = {
  rootA: 0,
  rootB: 1,
  middleA: 2,
  middleB: 3,
  leavesA: 4,
  leavesB: 5,
  middleW: 6,
  leavesW: 7,
  rootA48: 8,
  rootB48: 9,
  rootA57: 10,
  rootB57: 11,
};
const [V, R, W, X, U, G, A, D] = [1n, 2n, 4n, 8n, 16n, 32n, 64n, 128n] as const;
const [SV39, SV48, SV57] = [8n << 60n, 9n << 60n, 10n << 60n] as const;
/** Of `pmpcfg`: entries that are locked stay, and bind M-mode. */
const LOCKS = 0x8080_8080_8080_8080n;

const [ZERO, T0, T1, T2, S8, S9, S11] = [0, 5, 6, 7, 24, 25, 27] as const;
/** Registers that a slot may do anything to. */
const free = [
  5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 28, 29, 30, 31,
] as const;

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

const op = (mnemonic: string, values: FieldValues = {}): number =>
  encode(instruction(mnemonic), values);
const csrOf = (name: string): number => csrNumber(name) ?? 0;

/** A constant in a register. */
function li(rd: number, value: bigint): number[] {
  const signed = BigInt.asIntN(64, value);
  const low = Number(BigInt.asIntN(12, signed));
  if (signed === BigInt.asIntN(12, signed)) return [op('addi', { rd, rs1: ZERO, imm: low })];
  if (signed === BigInt.asIntN(32, signed)) {
    const high = Number(BigInt.asUintN(20, (signed - BigInt(low)) >> 12n));
    return [op('lui', { rd, imm: high }), op('addiw', { rd, rs1: rd, imm: low })];
  }
  const rest = (signed - BigInt(low)) >> 12n;
  const shifted = [...li(rd, rest), op('slli', { rd, rs1: rd, imm: 12 })];
  return low === 0 ? shifted : [...shifted, op('addi', { rd, rs1: rd, imm: low })];
}

export interface RandomGuestOptions {
  /** It also sets up queues of the first virtio device, and what they lead to, by chance. */
  readonly queues?: boolean;
}

/** The bytes of RAM from its start on that a guest begins with, over those of guests/random.s. */
export function randomGuest(
  seed: number,
  around: Uint8Array,
  { queues = false }: RandomGuestOptions = {},
): Uint8Array {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const chance = (one: number) => random(one) === 0;
  const word = () => BigInt(random(2 ** 32));
  const register = () => pick(free);

  const ram = new Uint8Array(0x6_0000);
  ram.set(around);
  const view = new DataView(ram.buffer);

  /** A value that tells: few bits, a field, an address, anything. */
  const value = (): bigint => {
    switch (random(6)) {
      case 0:
        return BigInt(random(16)) - 4n;
      case 1:
        return 1n << BigInt(random(64));
      case 2:
        return -1n << BigInt(random(64));
      case 3:
        return BigInt(address());
      default:
        return (word() << 32n) | word();
    }
  };

  const address = (): number => {
    const offset = pick([0, 8, 16, random(PAGE), PAGE - 4, PAGE - 1]);
    switch (random(10)) {
      case 0:
        return (
          pick([MSIP, MTIMECMP, MTIME, PLIC + 4 * random(32), PLIC + 0x20_0000, NOWHERE]) +
          pick([0, 0, 4])
        );
      case 1:
        return pick([UART + random(8), VIRTIO + 4 * random(64), VIRTIO + 0x1000]);
      case 2:
        return pick([RAM, PROGRAM, TABLES]) + offset;
      case 3:
        return RAM + pick([-8, randomGuestBytes - 4, randomGuestBytes]);
      case 4:
        return pick([LARGE, WINDOW + 2 * MEBIBYTE, WINDOW + 4 * MEBIBYTE]) + random(2 * MEBIBYTE);
      case 5:
      case 6:
        return DATA + random(DATA_PAGES) * PAGE + offset;
      default:
        return WINDOW + random(16) * PAGE + offset;
    }
  };
  /** Where stores may go in M-mode: not into what runs, nor into tables without a fence. */
  const target = (): number => {
    const where = address();
    return where >= RAM - 8 && where < DATA ? DATA + (where & 0xffff) : where;
  };

  const flags = () =>
    pick([V, V, V, V, 0n]) |
    pick([R, R | W, R | X, R | W | X, X, W, 0n]) |
    pick([U, 0n]) |
    pick([A, A | D, 0n, 0n]) |
    (chance(8) ? G : 0n) |
    (chance(16) ? 1n << BigInt(54 + random(9)) : 0n); // not N: it has no Svnapot
  const entry = (page: number, bits: bigint) => (BigInt(Math.floor(page / PAGE)) << 10n) | bits;
  const dataPage = () => DATA + random(DATA_PAGES) * PAGE;
  const anyPage = () => pick([dataPage(), dataPage(), dataPage(), CLINT, UART, PLIC, NOWHERE, RAM]);
  const windowEntry = (): bigint => {
    const bits = flags();
    const page = anyPage();
    return entry(page === RAM && bits & W ? dataPage() : page, bits);
  };
  const tableAt = (page: number) => TABLES + page * PAGE;
  const setEntry = (page: number, index: number, value: bigint) =>
    view.setBigUint64(tableAt(page) - RAM + 8 * index, BigInt.asUintN(64, value), true);

  // Both tables reach all of the first 2 MiB, each in its own way; the second as a superpage; and the window.
  for (const [root, middle, leaves, own] of [
    [table.rootA, table.middleA, table.leavesA, 0n],
    [table.rootB, table.middleB, table.leavesB, U],
  ] as const) {
    setEntry(root, 0, entry(0, V | R | W | A | D | pick([U, 0n])));
    setEntry(root, 1, entry(tableAt(table.middleW), V));
    setEntry(root, 2, entry(tableAt(middle), V));
    setEntry(middle, 0, entry(tableAt(leaves), V));
    setEntry(middle, 1, entry(LARGE, V | R | W | A | D | pick([U, 0n]) | pick([X, 0n])));
    for (let page = 0; page < 0x60; page++) {
      const at = RAM + page * PAGE;
      let bits = V | pick([R | W, R | W, R | W | X, R]) | pick([U, 0n]) | pick([A | D, A, 0n]);
      if (at < PROGRAM) bits = V | R | X | pick([A, 0n]);
      else if (at < TABLES) bits = V | R | X | own | pick([A, 0n]);
      else if (at < DATA) bits = V | R | A;
      setEntry(leaves, page, entry(at, bits));
    }
  }
  for (const [root, higher, highest] of [
    [table.rootA, table.rootA48, table.rootA57],
    [table.rootB, table.rootB48, table.rootB57],
  ] as const) {
    setEntry(higher, 0, entry(tableAt(root), V));
    setEntry(highest, 0, entry(tableAt(higher), V));
  }
  setEntry(table.middleW, 0, entry(tableAt(table.leavesW), V));
  for (const index of [1, 2]) setEntry(table.middleW, index, entry(LARGE, flags()));
  for (let index = 0; index < 16; index++) setEntry(table.leavesW, index, windowEntry());
  for (let at = DATA; at < DATA + DATA_PAGES * PAGE; at += 4)
    if (chance(8)) view.setUint32(at - RAM, Number(word()), true);

  const satps = [
    0n,
    SV39 | BigInt(tableAt(table.rootA) / PAGE),
    SV39 | BigInt(tableAt(table.rootB) / PAGE),
    SV39 | (5n << 44n) | BigInt(tableAt(table.rootA) / PAGE),
    SV39 | (7n << 44n) | BigInt(tableAt(table.rootB) / PAGE),
    SV48 | BigInt(tableAt(table.rootA48) / PAGE),
    SV48 | (7n << 44n) | BigInt(tableAt(table.rootB48) / PAGE),
    SV57 | BigInt(tableAt(table.rootA57) / PAGE),
    SV57 | (5n << 44n) | BigInt(tableAt(table.rootB57) / PAGE),
  ];

  const csrWrite = (name: string, rs1: number, how = 'csrrw', rd: number = ZERO) =>
    op(how, { rd, csr: csrOf(name), rs1 });
  /** Traps below M-mode. */
  const machineOnly = () => op('csrrs', { rd: T0, csr: csrOf('mscratch'), rs1: ZERO });

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

  const probed = csrs.filter(
    ({ name }) => !/^(h[^p]|vs|mtinst|mtval2)/.test(name) && !leftAlone.has(name),
  );

  const items: (readonly [weight: number, item: () => number[]])[] = [
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
    [6, () => [op('sfence.vma', { rs1: pick([ZERO, register()]), rs2: pick([ZERO, register()]) })]],
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
        ...li(T1, BigInt(target() & -8)),
        ...li(T2, 0x1800n),
        csrWrite('mstatus', T2, 'csrrc'),
        ...li(T2, pick([0n, 0x800n])),
        csrWrite('mstatus', T2, 'csrrs'),
        csrWrite('mstatus', S9, 'csrrs'),
        chance(2) ? load(T1) : store(T1),
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
        const size = 1n << BigInt(12 + random(4));
        return [
          ...li(T1, ((base & -size) >> 2n) | (size / 8n - 1n)),
          csrWrite(`pmpaddr${number}`, T1),
        ];
      },
    ],
    [
      4,
      () => {
        const bytes = Array.from({ length: 6 }, () =>
          BigInt(pick([0, 0x18, 0x19, 0x1b, 0x1d, 0x1f, 0x1c]) | (chance(12) ? 0x80 : 0)),
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
        const [rd, rs2] = [register(), register()];
        return [
          ...li(T1, where),
          ...(chance(3)
            ? [op('lr.d', { rd, rs1: T1 }), op('sc.d', { rd: T2, rs1: T1, rs2 })]
            : [op(pick(['amoadd.w', 'amoswap.d', 'amomaxu.d', 'amoor.w']), { rd, rs1: T1, rs2 })]),
        ];
      },
    ],
    [
      6,
      () => [
        ...li(T1, BigInt(DATA + random(DATA_PAGES) * PAGE)),
        pick([
          op('fld', { rd: random(32), rs1: T1, imm: 0 }),
          op('fsd', { rs1: T1, rs2: random(32), imm: 0 }),
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
  /** A guest-physical address for a queue: in memory, at its ends, or nowhere. */
  const queueAddress = () =>
    pick([
      DATA,
      DATA,
      dataPage(),
      RAM + randomGuestBytes - 16,
      RAM - 16,
      CLINT,
      NOWHERE,
      random(2 ** 31),
    ]);
  if (queues)
    items.push(
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
    );
  const total = items.reduce((sum, [weight]) => sum + weight, 0);
  const item = () => {
    let at = random(total);
    for (const [weight, make] of items) {
      if (at < weight) return make();
      at -= weight;
    }
    return [];
  };

  // Descriptors, a ring of them that is full, and headers of requests: of which little makes sense.
  if (queues)
    for (let page = 0; page < 4; page++) {
      const start = DATA - RAM + page * PAGE;
      for (let at = start; at < start + 2048; at += 16) {
        view.setBigUint64(at, BigInt(queueAddress()), true);
        view.setUint32(at + 8, pick([16, 1, 512, 4096, 2 ** 32 - 1, random(2 ** 20)]), true);
        view.setUint16(at + 12, random(8), true);
        view.setUint16(at + 14, pick([random(8), random(2 ** 16)]), true);
      }
      view.setUint16(start + 2050, random(2 ** 16), true);
      for (let at = start + 2052; at < start + PAGE; at += 2) view.setUint16(at, random(16), true);
    }

  // The first slots: PMP as below M-mode needs it, and paging.
  const prologue = [
    [
      ...li(T1, BigInt(RAM / 4 + 0x1ff)),
      csrWrite('pmpaddr0', T1),
      ...li(T1, BigInt(TABLES / 4 + 0x1fff)),
      csrWrite('pmpaddr1', T1),
    ],
    [
      ...li(T1, -1n),
      csrWrite('pmpaddr15', T1),
      ...li(T1, 0x1f00_0000_0000_0000n),
      csrWrite('pmpcfg2', T1),
      ...li(T1, 0x1b1dn),
      csrWrite('pmpcfg0', T1),
    ],
    [...li(T1, pick(satps)), csrWrite('satp', T1)],
  ];
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = PROGRAM - RAM + slot * SLOT_BYTES;
    const words = [
      op('auipc', { rd: S11, imm: 0 }),
      ...(prologue[slot] ?? [...item(), ...(chance(2) ? item() : [])]),
    ];
    const fitting = words.length * 4 <= SLOT_BYTES ? words : words.slice(0, 1);
    for (let index = 0; index < SLOT_BYTES / 4; index++)
      view.setUint32(
        at + 4 * index,
        (slot === SLOTS - 1 && index > 0 ? op('ecall') : fitting[index]) ??
          op('addi', { rd: 0, rs1: 0, imm: 0 }),
        true,
      );
  }
  return ram;
}
