/**
 * Functions in another page than the loop that calls them, and has copies of them: what becomes of their page or
 * their code while the loop runs is seen as by the engines that copy nothing.
 */
import { csrNumber, encode, type FieldValues, instruction } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { type EngineName, Machine, type MachineOptions, ramBase } from '../../src/index.ts';

type Step = readonly [mnemonic: string, values: FieldValues];
const [RA, T0, T1, T2, S0, A0, A1, A2, S2, S3, S4, S5] = [
  1, 5, 6, 7, 8, 10, 11, 12, 18, 19, 20, 21,
];

const PAGE = 0x1000;
/** Pages of RAM; a supervisor has all but the first two by their own numbers. */
const page = {
  start: 0,
  handler: 1,
  loop: 2,
  function: 3,
  other: 4,
  event: 5,
  alias: 6,
  root: 8,
  middle: 9,
  leaves: 10,
  otherRoot: 11,
  otherMiddle: 12,
  otherLeaves: 13,
} as const;
/** Bits of page table entries: a pointer's, a supervisor's page's. */
const [POINTER, ALL, EXECUTE, USER] = [0x01, 0xcf, 0x08, 0x10];
const RAM_PAGE = ramBase / PAGE;
const entry = (number: number, bits: number) => ((RAM_PAGE + number) << 10) | bits;
/** From the entry of the function's page to that of the other. */
const OTHER = (page.function ^ page.other) << 10;
const EVERY = 64;

const add = (rd: number, rs1: number, imm: number): Step => ['addi', { rd, rs1, imm }];
const csr = (name: string) => csrNumber(name) ?? 0;
const read = (rd: number, name: string): Step => ['csrrs', { rd, csr: csr(name), rs1: 0 }];
const write = (name: string, rs1: number): Step => ['csrrw', { rd: 0, csr: csr(name), rs1 }];
const load = (rd: number, rs1: number, imm = 0): Step => ['ld', { rd, rs1, imm }];
const store = (rs2: number, rs1: number, imm = 0): Step => ['sd', { rs2, rs1, imm }];
const toggle = (rd: number, rs2: number): Step => ['xor', { rd, rs1: rd, rs2 }];
const back: Step = ['jalr', { rd: 0, rs1: RA, imm: 0 }];
const fence: Step = ['sfence.vma', { rs1: 0, rs2: 0 }];
const word = ([mnemonic, values]: Step) => encode(instruction(mnemonic), values);

/** How the loop calls the function. */
const calls: Readonly<Record<string, Step>> = {
  'by its address': ['jal', { rd: RA, imm: (page.function - page.loop) * PAGE - 4 }],
  'by a pointer': ['jalr', { rd: RA, rs1: S2, imm: 0 }],
};

/** The function, and the other that may be where it is; they count instructions, which is seen in what they return. */
const first: readonly Step[] = [add(A0, A0, 3), read(T2, 'instret'), toggle(A0, T2), back];
const second: readonly Step[] = [add(A1, A1, 5), ['slli', { rd: A0, rs1: S0, imm: 3 }], back];

/** Skips so many instructions but for once in so many rounds of the loop; clobbers t0. */
const onceEvery = (count: number): readonly Step[] => [
  ['andi', { rd: T0, rs1: S0, imm: EVERY - 1 }],
  ['bne', { rs1: T0, rs2: 0, imm: 4 + 4 * count }],
];

/** What happens every so often, and registers for it. */
interface Event {
  readonly steps: readonly Step[];
  /** What M-mode does in a trap, which goes on at `mepc`; it may clobber t0 and t1. */
  readonly handler?: readonly Step[];
  readonly registers?: Readonly<Record<number, number | bigint>>;
  /** The function, if it is another. */
  readonly function?: readonly Step[];
}

const goOn: readonly Step[] = [read(T0, 'mepc'), add(T0, T0, 4), write('mepc', T0)];
/** A call that is denied returns at once; any other trap is the event's, and goes on. */
const returnFromDenied: readonly Step[] = [
  add(A2, A2, 1),
  read(T0, 'mcause'),
  add(T1, 0, 1),
  ['bne', { rs1: T0, rs2: T1, imm: 12 }],
  write('mepc', RA),
  ['mret', {}],
  ...goOn,
];
const leafOf = (number: number) => page.leaves * PAGE + number * 8;
const FUNCTION = page.function * PAGE;
const codeOf = (step: Step) => BigInt(word(step));

const events: Readonly<Record<string, Event>> = {
  'its page is another, after a fence': {
    steps: [load(T0, S3), toggle(T0, S4), store(T0, S3), fence],
    registers: { [S3]: leafOf(page.function), [S4]: OTHER },
  },
  'its page is another, after a fence for that': {
    steps: [load(T0, S3), toggle(T0, S4), store(T0, S3), ['sfence.vma', { rs1: S2, rs2: 0 }]],
    registers: { [S3]: leafOf(page.function), [S4]: OTHER },
  },
  'its page is another, without a fence': {
    steps: [load(T0, S3), toggle(T0, S4), store(T0, S3)],
    registers: { [S3]: leafOf(page.function), [S4]: OTHER },
  },
  'a trap’s handler changes satp': {
    steps: [['ecall', {}]],
    handler: [...goOn, read(T0, 'satp'), toggle(T0, S4), write('satp', T0), fence],
    registers: { [S4]: page.root ^ page.otherRoot },
  },
  'its code is written': {
    steps: [
      ['lw', { rd: T0, rs1: S3, imm: 0 }],
      toggle(T0, S4),
      ['sw', { rs2: T0, rs1: S3, imm: 0 }],
    ],
    registers: { [S3]: page.alias * PAGE, [S4]: codeOf(add(A0, A0, 3)) ^ codeOf(add(A0, A0, 9)) },
  },
  'its code is written, with a fence': {
    steps: [
      ['lw', { rd: T0, rs1: S3, imm: 0 }],
      toggle(T0, S4),
      ['sw', { rs2: T0, rs1: S3, imm: 0 }],
      ['fence.i', {}],
    ],
    registers: { [S3]: FUNCTION, [S4]: codeOf(add(A0, A0, 3)) ^ codeOf(add(A1, A0, 9)) },
  },
  'it writes itself': {
    steps: [],
    function: [
      ...onceEvery(3),
      ['lw', { rd: T0, rs1: S3, imm: 20 }],
      toggle(T0, S4),
      ['sw', { rs2: T0, rs1: S3, imm: 20 }],
      add(A1, A1, 1),
      back,
    ],
    registers: { [S3]: FUNCTION, [S4]: codeOf(add(A1, A1, 1)) ^ codeOf(add(A1, A1, 7)) },
  },
  'it writes its caller': {
    steps: [],
    function: [
      ...onceEvery(3),
      ['lw', { rd: T0, rs1: S3, imm: 8 }],
      toggle(T0, S4),
      ['sw', { rs2: T0, rs1: S3, imm: 8 }],
      back,
    ],
    registers: {
      [S3]: page.loop * PAGE,
      [S4]: codeOf(['add', { rd: A1, rs1: A1, rs2: A0 }]) ^ codeOf(toggle(A1, A0)),
    },
  },
  'its page may not be executed any more, until a handler lets it': {
    steps: [load(T0, S3), toggle(T0, S4), store(T0, S3), fence],
    handler: [add(A2, A2, 1), load(T0, S5), toggle(T0, S4), store(T0, S5), fence],
    registers: {
      [S3]: leafOf(page.function),
      [S4]: EXECUTE,
      [S5]: BigInt(ramBase + leafOf(page.function)),
    },
  },
  'its page is a user’s, until a handler makes it a supervisor’s': {
    steps: [load(T0, S3), toggle(T0, S4), store(T0, S3), fence],
    handler: [add(A2, A2, 1), load(T0, S5), toggle(T0, S4), store(T0, S5), fence],
    registers: {
      [S3]: leafOf(page.function),
      [S4]: USER,
      [S5]: BigInt(ramBase + leafOf(page.function)),
    },
  },
  'PMP denies its page in every second trap': {
    steps: [['ecall', {}]],
    handler: [...returnFromDenied, read(T0, 'pmpcfg0'), toggle(T0, S4), write('pmpcfg0', T0)],
    registers: { [S4]: 0x07 },
  },
  'PMP denies its page for ever': {
    steps: [['ecall', {}]],
    handler: [
      ...returnFromDenied,
      ['csrrs', { rd: 0, csr: csr('pmpcfg0'), rs1: S4 }],
      ['csrrc', { rd: 0, csr: csr('pmpcfg0'), rs1: S5 }],
    ],
    registers: { [S4]: 0x80, [S5]: 0x07 },
  },
};

function put(machine: Machine, number: number, steps: readonly Step[]): void {
  const { view, ram } = machine.hart;
  for (const [index, step] of steps.entries())
    view.setUint32(ram.byteOffset + number * PAGE + index * 4, word(step), true);
}

/** A machine that is in the loop, as a supervisor. */
function machineOf(options: MachineOptions, event: Event, call: Step): Machine {
  const machine = new Machine({ ramBytes: 16 * PAGE, ...options });
  const { hart } = machine;
  const setEntry = (table: number, index: number, value: number) =>
    hart.view.setUint32(hart.ram.byteOffset + table * PAGE + index * 8, value, true);
  for (const [root, middle, leaves] of [
    [page.root, page.middle, page.leaves],
    [page.otherRoot, page.otherMiddle, page.otherLeaves],
  ] as const) {
    setEntry(root, 0, entry(middle, POINTER));
    setEntry(middle, 0, entry(leaves, POINTER));
    for (let number = page.loop; number < 16; number++)
      setEntry(leaves, number, entry(number, ALL));
    setEntry(leaves, page.alias, entry(page.function, ALL));
  }
  setEntry(page.otherLeaves, page.function, entry(page.other, ALL));

  put(machine, page.start, [['mret', {}]]);
  put(machine, page.handler, [...(event.handler ?? []), ['mret', {}]]);
  const loop: readonly Step[] = [
    add(S0, S0, 1),
    call,
    ['add', { rd: A1, rs1: A1, rs2: A0 }],
    ['andi', { rd: T0, rs1: S0, imm: EVERY - 1 }],
    ['bne', { rs1: T0, rs2: 0, imm: -16 }],
    ['jal', { rd: 0, imm: (page.event - page.loop) * PAGE - 20 }],
  ];
  put(machine, page.loop, loop);
  put(machine, page.function, event.function ?? first);
  put(machine, page.other, second);
  const { steps } = event;
  const toLoop = (page.loop - page.event) * PAGE - steps.length * 4;
  put(machine, page.event, [...steps, ['jal', { rd: 0, imm: toLoop }]]);

  // The first entry is about the function's page, and lets everything be; the second is about all.
  const { debug } = machine;
  const functionPmp = BigInt((ramBase + FUNCTION) / 4 + (PAGE / 8 - 1));
  const csrs = {
    pmpaddr0: functionPmp,
    pmpaddr1: 2n ** 54n - 1n,
    pmpcfg0: 0x1f1fn,
    satp: (8n << 60n) | BigInt(RAM_PAGE + page.root),
    mtvec: BigInt(ramBase + page.handler * PAGE),
    mepc: BigInt(page.loop * PAGE),
    mstatus: 1n << 11n,
    mcounteren: 7n,
  };
  for (const [name, value] of Object.entries(csrs)) debug.setCsr(0, csr(name), value);
  debug.setPc(0, BigInt(ramBase));
  const registers = { [S2]: FUNCTION, ...event.registers };
  for (const [register, value] of Object.entries(registers))
    debug.setRegister(0, Number(register), BigInt(value));
  return machine;
}

const LONG = 6000;
/** Numbers of instructions, close together once the loop is hot. */
const limits = [...Array.from({ length: 24 }, (_, index) => 3000 + index), 3999, LONG];

describe.each(Object.keys(calls))('where the loop calls it %s', (how) => {
  const call = calls[how] as Step;
  const run = (engine: EngineName, event: Event) => {
    const machine = machineOf({ engine, hotAfter: 8 }, event, call);
    const { hart } = machine;
    const moments = limits.map((maxInstructions) => {
      const { kind } = machine.run({ maxInstructions });
      const values = [S0, A0, A1, A2].map((register) => hart.register(register));
      return [kind, machine.instructions, hart.pc, ...values].join(' ');
    });
    return { moments, end: machine.stateHash(), rounds: Number(hart.register(S0)) };
  };

  test.each(Object.entries(events))('%s', (_, event) => {
    const expected = run('reference', event);
    expect(expected.rounds).toBeGreaterThan(LONG / 16);
    expect(run('translator', event)).toEqual(expected);
  });

  test('a debugger has it stop in the function', () => {
    const [from, until] = [3000, 3030];
    const stopsOf = (engine: EngineName) => {
      const machine = machineOf({ engine, hotAfter: 2 }, { steps: [] }, call);
      const runTo = (maxInstructions: number) => {
        const stops: bigint[] = [];
        while (machine.run({ maxInstructions }).kind === 'breakpoint') {
          expect(machine.hart.pc).toBe(BigInt(FUNCTION + 4));
          stops.push(BigInt(machine.instructions), machine.hart.register(A0));
        }
        return stops;
      };
      expect(runTo(from)).toEqual([]);
      machine.debug.breakpoints = [BigInt(FUNCTION + 4)];
      const stops = runTo(until);
      machine.debug.breakpoints = [];
      expect(runTo(2 * until)).toEqual([]);
      return [...stops, machine.stateHash()];
    };
    const stops = stopsOf('translator');
    expect(stops.length).toBeGreaterThan(5);
    expect(stops).toEqual(stopsOf('reference'));
  });

  test('another hart writes its code', () => {
    const stateAfter = (engine: EngineName) => {
      const event = { steps: [] };
      const machine = machineOf(
        { engine, hotAfter: 2, harts: 2, turnInstructions: 100 },
        event,
        call,
      );
      const { hart } = machine;
      // Both begin in M-mode; the other stays there, and writes a bit of the function's first operand.
      const writer: readonly Step[] = [
        add(S0, S0, 1),
        ['andi', { rd: T0, rs1: S0, imm: 0x80 }],
        ['slli', { rd: T0, rs1: T0, imm: 14 }],
        toggle(T0, S4),
        ['sw', { rs2: T0, rs1: S3, imm: 0 }],
        ['jal', { rd: 0, imm: -20 }],
      ];
      put(machine, page.handler, writer);
      machine.debug.setPc(1, BigInt(ramBase + page.handler * PAGE));
      machine.debug.setRegister(1, S3, BigInt(ramBase + FUNCTION));
      machine.debug.setRegister(1, S4, codeOf(add(A0, A0, 3)));
      machine.run({ maxInstructions: 2 * LONG });
      expect(hart.pc).toBeLessThan(BigInt(ramBase));
      return [machine.hartOf(0).register(A1), machine.stateHash()];
    };
    expect(stateAfter('translator')).toEqual(stateAfter('reference'));
  });
});
