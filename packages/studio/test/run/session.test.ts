import { formatReport } from '@ireko/lab';
import { describe, expect, test } from 'vitest';
import { programOf } from '../../src/programs/own-program.ts';
import { programs } from '../../src/programs/programs.ts';
import { sideBySide } from '../../src/programs/side-by-side.ts';
import { changeOf } from '../../src/run/edit.ts';
import { joined } from '../../src/run/machines.ts';
import { type Move, Session } from '../../src/run/session.ts';
import { placeOf, type Watched, watchAgain, watchAt } from '../../src/run/watches.ts';
import { type Boot, buildProgram } from '../../src/run/workbench.ts';

/** Sends back what it hears, and waits for more: input wakes it, though interrupts are off. */
const echo = `
        .globl  _start
_start: li      s0, 0x10000000          # the serial port
        li      t0, 1                   # … may interrupt when a character is there
        sb      t0, 1(s0)
        li      t1, 0x0c000000          # the PLIC: its source 10 …
        sw      t0, 40(t1)
        li      t2, 0x0c002000          # … goes to M-mode of hart 0
        li      t0, 1 << 10
        sw      t0, 0(t2)
        li      t0, 1 << 11
        csrw    mie, t0
1:      wfi
2:      lbu     t0, 5(s0)
        andi    t0, t0, 1
        beqz    t0, 1b
        lbu     t0, 0(s0)
        sb      t0, 0(s0)
        li      t1, 0x0c200000
        lw      t2, 4(t1)
        sw      t2, 4(t1)
        j       2b
`;
const astray = '.globl _start\n_start: nop\n.word 0\n';
/** Writes 1, 1, 2, 2 and 3 to a word, and reads it each time. */
const writer = `
        .globl  _start
_start: la      a0, counter
        li      a1, 2
1:      srli    a2, a1, 1
        sw      a2, 0(a0)               # line 6
        lbu     a3, 1(a0)               # line 7
        addi    a1, a1, 1
        li      a4, 7
        bne     a1, a4, 1b
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)
1:      j       1b
        .data
counter: .word  0
        .word   0
`;
const finish = 'li t0, 0x100000\nli t1, 0x5555\nsw t1, 0(t0)\n1: j 1b\n';
/** Calls a function, after so many instructions as `Next layer` looks at first. */
const caller = `
        .globl  _start
_start: .rept   1000
        nop
        .endr
        jal     function                # line 6
        ${finish}
function: ret`;
/** Writes two words at once, of which the upper one changes. */
const pair = `
        .globl  _start
_start: la      a0, lower
        li      a1, 1 << 32
        sd      a1, 0(a0)
        ${finish}
        .data
        .balign 8
lower:  .word   0
upper:  .word   0
`;
const texts = new Map([
  ['own/pair/pair.s', pair],
  ['own/caller/caller.s', caller],
  ['own/writer/writer.s', writer],
  ['own/echo/echo.s', echo],
  ['own/astray/astray.s', astray],
]);

const boots = new Map<string, Boot>();

/** What a program boots on so many VMMs. */
function bootOf(name: string, layers = 0, copies = 1): Boot {
  const key = `${name} ${layers} ${copies}`;
  const known = boots.get(key);
  if (known) return known;
  const program =
    programs.find((each) => each.name === name) ?? programOf({ name, files: [`${name}.s`] });
  const { boot } = buildProgram(program, texts, { layers, copies, technique: 'trap' });
  if (typeof boot === 'string') throw new Error(boot);
  boots.set(key, boot);
  return boot;
}

/** A session whose console is a text. */
function begin(name: string, layers = 0) {
  const decoder = new TextDecoder();
  const shown = { text: '', isWaiting: false };
  const session = new Session(bootOf(name, layers), {
    printed: (bytes) => {
      shown.text += decoder.decode(bytes);
    },
    rewound: (bytes) => {
      shown.text = decoder.decode(bytes);
    },
    running: () => {},
    waiting: () => {
      shown.isWaiting = true;
    },
  });
  const moveTo = async (move: Move) => ({ ...(await session.move(move)), ...session.moment });
  return { session, shown, moveTo };
}

const hello = 'examples/hello/hello.s';
/** The line of the source that sends a character. */
const sends = { file: hello, line: 38 };

test('a run begins at its first instruction, and steps show the lines', async () => {
  const { session, moveTo } = begin('hello');
  expect(session.moment).toMatchObject({ instructions: 0, layer: 'M-mode', where: { vms: [] } });
  const moment = await moveTo({ kind: 'line', line: sends });
  expect(moment).toMatchObject({ kind: 'moved', line: sends, instruction: 'sb a2,0(a1)' });
  expect(moment.registers[12]).toBe(BigInt('h'.charCodeAt(0)));
  expect(await moveTo({ kind: 'step' })).toMatchObject({ line: { file: hello, line: 40 } });
});

test('a run stops at a breakpoint each time, forwards and backwards, and the console with it', async () => {
  const { session, shown, moveTo } = begin('hello');
  session.breakpoints = [sends];
  for (const text of ['', 'h', 'he', 'hel']) {
    expect(await moveTo({ kind: 'go' })).toMatchObject({ kind: 'breakpoint', line: sends });
    expect(shown.text).toBe(text);
  }
  expect(await moveTo({ kind: 'back-to-breakpoint' })).toMatchObject({ line: sends });
  expect(shown.text).toBe('he');
  expect(await moveTo({ kind: 'step' })).toMatchObject({ kind: 'moved' });
  expect(shown.text).toBe('hel');
  expect(await moveTo({ kind: 'back' })).toMatchObject({ line: sends });
  expect(shown.text).toBe('he');
});

test('a move of several runs stops at breakpoints where one of them begins', async () => {
  const { session, moveTo } = begin('caller');
  const call = { file: 'own/caller/caller.s', line: 6 };
  const within = { file: 'own/caller/caller.s', line: 12 };
  session.breakpoints = [call, within];
  expect(await moveTo({ kind: 'layer' })).toMatchObject({ kind: 'breakpoint', line: call });
  expect(await moveTo({ kind: 'over' })).toMatchObject({ kind: 'breakpoint', line: within });
  expect(await moveTo({ kind: 'layer' })).toMatchObject({ kind: 'ended' });
});

test('an instruction back is the moment before, to the beginning', async () => {
  const { moveTo } = begin('minimal-os', 1);
  const before = await moveTo({ kind: 'instructions', instructions: 200_000 });
  await moveTo({ kind: 'step' });
  expect(await moveTo({ kind: 'back' })).toEqual(before);
  expect(await moveTo({ kind: 'instructions', instructions: -5 })).toMatchObject({
    kind: 'beginning',
    instructions: 0,
  });
});

test('what is done again is counted once', async () => {
  const bootedOnce = begin('minimal-os', 1);
  await bootedOnce.moveTo({ kind: 'go' });
  const again = begin('minimal-os', 1);
  for (const instructions of [100_000, 30_000, 250_000, 1, 120_000, 300_000])
    await again.moveTo({ kind: 'instructions', instructions });
  expect(await again.moveTo({ kind: 'go' })).toMatchObject({ kind: 'ended' });
  expect(again.shown.text).toBe(bootedOnce.shown.text);
  const [once, twice] = [bootedOnce, again].map(({ session: { computer } }) => ({
    report: computer.accounting && formatReport(computer.accounting.report()),
    descents: computer.descents,
  }));
  expect(twice).toEqual(once);
  expect(once?.report).toContain('Where the instructions went');
});

test('a call of a program is one step over, and its layers one after another', async () => {
  const { session, moveTo } = begin('minimal-os', 1);
  const call = { file: 'examples/minimal-os/tasks.s', line: 32 };
  const { where } = await moveTo({ kind: 'line', line: call });
  expect(where).toMatchObject({ vms: ['minimal-os'], isVmm: false, mode: 0 });
  expect(session.moment.instruction).toBe('ecall');
  const { instructions } = session.moment;
  expect(await moveTo({ kind: 'layer' })).toMatchObject({
    instructions: instructions + 1,
    layer: 'VMM',
    where: { worksFor: 'minimal-os' },
    symbol: 'guest_exit',
  });
  expect(await moveTo({ kind: 'layer' })).toMatchObject({ layer: 'M-mode', symbol: 'trap' });
  await moveTo({ kind: 'instructions', instructions });
  const over = await moveTo({ kind: 'over' });
  expect(over).toMatchObject({ line: { line: 34 }, where });
  expect(over.instructions).toBeGreaterThan(instructions + 100);
});

test('copies of a guest have names and disks of their own', () => {
  const { disks, software } = bootOf('minimal-os', 1, 2);
  expect(disks).toBe(2);
  expect([...software().vms.keys()]).toEqual(['minimal-os', 'minimal-os-2']);
});

test('two programs run side by side, each with a name and a disk of its own', async () => {
  const program = (name: string) => {
    const found = programs.find((each) => each.name === name);
    if (!found) throw new Error(name);
    return found;
  };
  const stack = { layers: 1, copies: 1, technique: 'trap' } as const;
  const both = sideBySide(program('slow-disk-wfi'), program('minimal-os'));
  expect(both.files).toContain('examples/slow-disk/disk.s');
  expect(both.files).toContain('examples/minimal-os/tasks.s');
  const { boot } = buildProgram(both, texts, stack);
  if (typeof boot === 'string') throw new Error(boot);
  boots.set('both 1 1', boot);
  expect([boot.disks, ...boot.software().vms.keys()]).toEqual([2, 'slow-disk-wfi', 'minimal-os']);
  const { shown, moveTo } = begin('both', 1);
  expect(await moveTo({ kind: 'go' })).toMatchObject({ how: 'ended with status 0' });
  expect(shown.text).toContain('minimal-os| minimal-os: all tasks have ended');
  expect(shown.text).toContain('slow-disk-wfi| slow-disk: the sum of the bytes is');
  const guest = (name: string) => ({ name, memoryBytes: 0, disks: [{}] });
  const guests = joined([[guest('hello'), guest('hello-2')], [guest('hello')]]);
  expect(guests.map(({ name, disks }) => [name, disks])).toEqual([
    ['hello', [{ disk: 0 }]],
    ['hello-2', [{ disk: 0 }]],
    ['hello-3', [{ disk: 1 }]],
  ]);
  const long = guest('a-name-as-long-as');
  expect(joined([[long], [long]]).map(({ name }) => name)).toEqual([long.name, 'a-name-as-lon-2']);
});

test('what instructions cost is told by their lines', async () => {
  const { session, moveTo } = begin('minimal-os', 1);
  await moveTo({ kind: 'go' });
  const { descents } = session.computer;
  const call = descents.find(({ place }) => place === 'examples/minimal-os/tasks.s:32');
  expect(call?.times).toBe(6);
  expect(call?.layers.map(({ name }) => name)).toEqual(['VMM', 'M-mode']);
});

test('what is typed at an earlier moment begins another run', async () => {
  const { session, shown, moveTo } = begin('echo');
  const typed = (text: string) => session.type(new TextEncoder().encode(text));
  const going = moveTo({ kind: 'go' });
  await expect.poll(() => shown.isWaiting).toBe(true);
  const { instructions } = session.moment;
  typed('one');
  await expect.poll(() => shown.text).toBe('one');
  session.pause();
  await going;
  await moveTo({ kind: 'instructions', instructions: instructions - 1 });
  expect(shown.text).toBe('');
  typed('two');
  const again = moveTo({ kind: 'go' });
  await expect.poll(() => shown.text).toBe('two');
  session.pause();
  expect(await again).toMatchObject({ kind: 'paused' });
  expect(session.computer.accounting?.report().instructions).toBe(session.moment.instructions);
});

/** Writes a text into a place of the session. @returns what is wrong. */
function write(session: Session, place: string, text: string): string | undefined {
  const change = changeOf(session.computer, place, text);
  return typeof change === 'string' ? change : session.change(change);
}

test('what is written into registers, CSRs and memory is there, and undone by going back', async () => {
  const { session, shown, moveTo } = begin('hello');
  const { machine } = session.computer;
  const at = await moveTo({ kind: 'line', line: sends });
  for (const [place, text] of [
    ['a2', '0x4a'],
    ['t6', '-1'],
    ['s1', 'text'],
    ['fa0', '1.5'],
    ['mscratch', 'a2'],
    ['mstatus', '0x1888'],
  ] as const)
    expect(write(session, place, text)).toBeUndefined();
  const text = session.computer.code.at(session.moment.where, at.pc)?.valueOf('text') ?? 0n;
  expect(write(session, `@${(text + 1n).toString(16)}`, '"ell"')).toBeUndefined();
  expect(write(session, `@${(text + 4n).toString(16)}`, '79 21')).toBeUndefined();
  const csrs = () => Object.fromEntries(session.moment.csrs);
  const changed = session.moment;
  expect([12, 31, 9].map((number) => changed.registers[number])).toEqual([
    0x4an,
    2n ** 64n - 1n,
    text,
  ]);
  expect(changed.floats[10]).toBe(0x3ff8_0000_0000_0000n);
  expect(csrs()).toMatchObject({ mscratch: 0x4an });
  await moveTo({ kind: 'back' });
  expect(session.moment.registers[31]).toBe(at.registers[31]);
  expect(csrs()).toMatchObject({ mscratch: 0n });
  await moveTo({ kind: 'step' });
  expect(session.moment).toEqual(changed);
  expect(await moveTo({ kind: 'go' })).toMatchObject({ kind: 'ended' });
  expect(shown.text).toMatch(/^Jelly! ?from the bare machine\n$/);
  expect(write(session, 'a0', '1')).toBe('the run has ended: go back first');
  await moveTo({ kind: 'instructions', instructions: at.instructions });
  expect(session.moment).toEqual(changed);
  expect(machine.debug.read(0, text, 6)).toEqual(new TextEncoder().encode('helly!'));
});

test('what is changed at an earlier moment begins another run', async () => {
  const { session, shown, moveTo } = begin('hello');
  await moveTo({ kind: 'go' });
  expect(shown.text).toBe('hello from the bare machine\n');
  const { instructions } = await moveTo({ kind: 'instructions', instructions: 3 });
  expect(session.computer.furthest).toBeGreaterThan(instructions);
  expect(write(session, 'sp', 'pc')).toBeUndefined();
  expect(session.computer.furthest).toBe(instructions);
  expect(session.computer.accounting?.report().instructions).toBe(instructions);
  expect(session.moment.registers[2]).toBe(session.moment.pc);
});

test('what cannot be written is told, and changes nothing', async () => {
  const { session, moveTo } = begin('hello');
  await moveTo({ kind: 'go' });
  const before = await moveTo({ kind: 'instructions', instructions: 3 });
  for (const [place, text, problem] of [
    ['a0', 'txet', "'txet' is no number, register or symbol"],
    ['a0', '0x11223344556677889', "'0x11223344556677889' is no number, register or symbol"],
    ['fa0', 'a0', /is no number, as 1.5, 1.5f/],
    ['@80000000', '123', /is neither bytes, as 0f 1e, nor a text in quotes/],
    ['@10', '00', 'there is no RAM for all of it'],
    ['a8', '0', 'there is no register a8'],
  ] as const)
    expect(write(session, place, text)).toMatch(problem);
  expect({ kind: 'moved', ...session.moment }).toEqual(before);
  expect(session.computer.furthest).toBeGreaterThan(3);
});

test('a lockup tells what led to it', async () => {
  const { moveTo } = begin('astray');
  expect(await moveTo({ kind: 'go' })).toMatchObject({
    kind: 'ended',
    how: 'locked up: illegal instruction at 80000002, after 1, and the handler (mtvec 0) traps at once',
  });
});

/** Has a session watch a place. */
function watch(session: Session, place: string, length: number, on: Watched): void {
  const found = watchAt(session.computer, { place, length, on });
  if (typeof found === 'string') throw new Error(found);
  session.watches = [...session.watches, found];
}

describe('a run stops before watched bytes', () => {
  const at = (line: number) => ({ file: 'own/writer/writer.s', line });
  /** The lines and values of a2 at which it stops, moving so. */
  const stopsOf = async (
    { session, moveTo }: ReturnType<typeof begin>,
    kind: 'go' | 'back-to-breakpoint',
  ) => {
    const stops: (number | bigint | undefined)[][] = [];
    for (;;) {
      const { kind: why, line, registers } = await moveTo({ kind });
      if (why !== 'watchpoint') return stops;
      expect(session.moment.instructions).toBeGreaterThan(0);
      stops.push([line?.line, registers[12]]);
    }
  };

  test.each([
    [
      'changed',
      [
        [6, 1n],
        [6, 2n],
        [6, 3n],
      ],
    ],
    [
      'written',
      [
        [6, 1n],
        [6, 1n],
        [6, 2n],
        [6, 2n],
        [6, 3n],
      ],
    ],
    [
      'read',
      [
        [7, 1n],
        [7, 1n],
        [7, 2n],
        [7, 2n],
        [7, 3n],
      ],
    ],
  ] as const)('are %s, forwards and backwards', async (on, expected) => {
    const run = begin('writer');
    watch(run.session, 'counter', 4, on);
    expect(await stopsOf(run, 'go')).toEqual(expected);
    expect(await stopsOf(run, 'back-to-breakpoint')).toEqual(expected.toReversed());
    expect(run.session.moment.instructions).toBe(0);
  });

  test('of one place for reads and for changes', async () => {
    const run = begin('writer');
    watch(run.session, 'counter', 4, 'read');
    watch(run.session, 'counter', 4, 'changed');
    const expected = [
      [6, 1n],
      [7, 1n],
      [7, 1n],
      [6, 2n],
      [7, 2n],
      [7, 2n],
      [6, 3n],
      [7, 3n],
    ];
    expect(await stopsOf(run, 'go')).toEqual(expected);
    expect(await stopsOf(run, 'back-to-breakpoint')).toEqual(expected.toReversed());
  });

  test.each(['changed', 'written'] as const)(
    'of which one access is to several, one %s',
    async (on) => {
      const { session, moveTo } = begin('pair');
      watch(session, 'lower', 4, 'changed');
      watch(session, 'upper', 4, on);
      const reason = { kind: 'watchpoint', watch: { place: 'upper' } };
      expect(await moveTo({ kind: 'go' })).toMatchObject(reason);
      await moveTo({ kind: 'go' });
      expect(await moveTo({ kind: 'back-to-breakpoint' })).toMatchObject(reason);
    },
  );

  test('of which only those count that are there', async () => {
    const run = begin('writer');
    watch(run.session, 'counter', 1, 'read');
    expect(await run.moveTo({ kind: 'go' })).toMatchObject({ kind: 'ended' });
  });

  test('are accessed, and a step goes on over it', async () => {
    const { session, moveTo } = begin('writer');
    watch(session, 'counter', 8, 'accessed');
    expect(await moveTo({ kind: 'go' })).toMatchObject({ kind: 'watchpoint', line: at(6) });
    expect(await moveTo({ kind: 'step' })).toMatchObject({ kind: 'moved', line: at(7) });
    expect(await moveTo({ kind: 'go' })).toMatchObject({ kind: 'watchpoint', line: at(6) });
  });

  test('of a guest in a virtual machine, whoever has the processor meanwhile', async () => {
    const { session, moveTo } = begin('minimal-os', 1);
    await moveTo({ kind: 'line', line: { file: 'examples/minimal-os/tasks.s', line: 32 } });
    await moveTo({ kind: 'layer' });
    expect(await moveTo({ kind: 'layer' })).toMatchObject({ layer: 'M-mode' });
    watch(session, 'result', 4, 'read');
    expect(await moveTo({ kind: 'go' })).toMatchObject({
      kind: 'watchpoint',
      where: { vms: ['minimal-os'] },
      instruction: expect.stringMatching(/^lw /),
    });
  });

  test('that are elsewhere when the program has been built anew', () => {
    const { session } = begin('writer');
    watch(session, 'counter', 4, 'read');
    const [before] = session.watches;
    if (!before) throw new Error('nothing is watched');
    const moved = watchAgain(session.computer, { ...before, start: 0, end: 4 });
    expect(moved).toEqual(before);
  });
});

test('what cannot be watched is told', () => {
  const { computer } = begin('writer').session;
  const problem = (place: string, length: number) =>
    watchAt(computer, { place, length, on: 'read' });
  expect(problem('reckoner', 4)).toBe('reckoner is no number, register or symbol');
  expect(problem('0x1000', 4)).toBe('there are no 4 bytes of RAM at 0x1000, one beside the other');
  expect(problem('counter', 0)).toBe(
    'there are no 0 bytes of RAM at counter, one beside the other',
  );
});

test('bytes of several pages have a place where these are beside each other', () => {
  const pages = [5, 6, 9];
  const physicalOf = (address: bigint) => {
    const page = pages[Number(address >> 12n)];
    return page === undefined ? undefined : page * 4096 + Number(address & 0xfffn);
  };
  expect(placeOf(physicalOf, 0xffcn, 8)).toBe(0x5ffc);
  expect(placeOf(physicalOf, 0x1ff8n, 8)).toBe(0x6ff8);
  expect(placeOf(physicalOf, 0x1ff8n, 9)).toBeUndefined();
  expect(placeOf(physicalOf, 0xffcn, 0x2000)).toBeUndefined();
  expect(placeOf(physicalOf, 0x2ffcn, 8)).toBeUndefined();
});
