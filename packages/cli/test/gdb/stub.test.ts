/** What gdb asks of a run, and what it is answered: directly, and over a connection. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Change, Machine, type Outcome } from '@ireko/machine';
import { expect, onTestFinished, test } from 'vitest';
import { PacketReader, packetOf } from '../../src/gdb/packets.ts';
import { GdbStub } from '../../src/gdb/stub.ts';
import { folder, launcher } from '../command-line.ts';
import { program } from '../program.ts';

const source = `
_start: la      t0, counter             # 0x80000000
        li      t1, 0                   # 0x80000008
loop:   addi    t1, t1, 1               # 0x8000000a: 2 bytes, as the one before
        sd      t1, 0(t0)               # 0x8000000c
        j       loop                    # 0x80000010
        .balign 8
counter: .dword 0                       # 0x80000018
`;
const image = program(source);
const LOOP = '8000000a';
const COUNTER = '80000018';

/** A stub of a machine, and a word on what it is told when it goes on. */
function stubOf({ canChange = true, harts = 1, loaded = image } = {}) {
  const machine = new Machine({ ramBytes: 2 ** 20, harts });
  machine.load(loaded);
  const sent: string[] = [];
  const send = (body: string) => sent.push(body);
  const monitor = (command: string) => `did ${command}`;
  const change = canChange ? (made: Change) => machine.debug.make(made) : undefined;
  const stub = new GdbStub({ machine, change, monitor, send });
  const goOn = (packet: string) => {
    expect(stub.execute(packet)).toBeUndefined();
    while (!stub.stopped) {
      const maxInstructions = Math.min(stub.until ?? Infinity, machine.instructions + 1_000);
      const outcome: Outcome = machine.run({ maxInstructions });
      stub.came(outcome);
    }
    return sent.pop();
  };
  return { machine, stub, goOn, ask: (packet: string) => stub.execute(packet) };
}

const register = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.toString('hex');
};

test('it says what it can, and nothing to what it does not know', () => {
  const { ask } = stubOf();
  expect(ask('qSupported:swbreak+')).toContain('qXfer:features:read+');
  expect(ask('vMustReplyEmpty')).toBe('');
  expect(ask('?')).toBe('T05thread:1;');
  const description = ask('qXfer:features:read:target.xml:0,ffff') ?? '';
  expect(description).toMatch(/^l<\?xml/);
  for (const name of ['zero', 'pc', 'fa0', 'fcsr', 'mstatus', 'hgatp', 'priv'])
    expect(description).toContain(`<reg name="${name}"`);
  expect(ask('qXfer:features:read:target.xml:4,9')).toBe(`m${description.slice(5, 14)}`);
});

test('registers, CSRs and memory are read and written', () => {
  const { ask } = stubOf();
  expect(ask('g')).toHaveLength(33 * 16);
  expect(ask('p20')).toBe(register(0x8000_0000n)); // pc
  expect(ask(`P5=${register(7n)}`)).toBe('OK');
  expect(ask('p5')).toBe(register(7n));
  const mscratch = (65 + 0x340).toString(16);
  expect(ask(`P${mscratch}=${register(9n)}`)).toBe('OK');
  expect(ask(`p${mscratch}`)).toBe(register(9n));
  expect(ask(`p${(65 + 0x7c0).toString(16)}`)).toBe('E01');
  expect(ask(`M${COUNTER},2:abcd`)).toBe('OK');
  expect(ask(`X${COUNTER},1:\x7f`)).toBe('OK');
  expect(ask(`m${COUNTER},4`)).toBe('7fcd0000');
  expect(ask('m0,4')).toBe('E14');
  expect(ask('m800ffffe,4')).toBe('0000');
  expect(ask(`M${COUNTER},3:abcd`)).toBe('E01');
});

test('nothing is changed where that would make another run', () => {
  const { ask } = stubOf({ canChange: false });
  expect(ask(`P5=${register(7n)}`)).toBe('E01');
  expect(ask(`M${COUNTER},1:ab`)).toBe('E01');
});

test('steps, breakpoints and watched bytes stop it where they should', () => {
  const { ask, goOn } = stubOf();
  ask('qSupported:swbreak+');
  expect(goOn('vCont;s:1')).toBe('T05thread:1;');
  expect(ask('p20')).toBe(register(0x8000_0004n));
  expect(ask(`Z0,${LOOP},2`)).toBe('OK');
  expect(goOn('vCont;c')).toBe('T05swbreak:;thread:1;');
  expect(goOn('c')).toBe('T05swbreak:;thread:1;');
  expect(ask('p6')).toBe(register(1n));
  expect(ask(`z0,${LOOP},2`)).toBe('OK');
  expect(ask(`Z2,${COUNTER},4`)).toBe('OK');
  expect(goOn('c')).toBe(`T05watch:${COUNTER};thread:1;`);
  expect(ask(`m${COUNTER},1`)).toBe('01');
  expect(ask('p20')).toBe(register(0x8000_000cn));
  expect(goOn('vCont;s:1')).toBe('T05thread:1;');
  expect(ask(`m${COUNTER},1`)).toBe('02');
  expect(goOn('vCont;s:1')).toBe('T05thread:1;');
  expect(ask('p20')).toBe(register(0x8000_000an));
  expect(ask('Z2,10000000,1')).toBe('E14');
  expect(ask(`Z9,${COUNTER},4`)).toBe('');
  expect(ask('bs')).toBe('');
});

test('of watches of the same bytes the one is told that the access is for', () => {
  const { ask, goOn } = stubOf();
  expect(ask(`Z3,${COUNTER},4`)).toBe('OK');
  expect(ask(`Z2,${COUNTER},4`)).toBe('OK');
  expect(goOn('c')).toBe(`T05watch:${COUNTER};thread:1;`);
});

test('a lockup is a segmentation fault where the handler should be', () => {
  const { ask, goOn } = stubOf({ loaded: program('ld a0, 0(zero)\n') });
  expect(goOn('c')).toBe('T0bthread:1;');
  expect(ask('p20')).toBe(register(0n));
});

test('harts are threads, and a step is one of the hart that is named', () => {
  const { ask, goOn, machine } = stubOf({ harts: 2 });
  expect(ask('qfThreadInfo')).toBe('m1,2');
  expect(Buffer.from(ask('qThreadExtraInfo,2') ?? '', 'hex').toString()).toBe('hart 1, ready');
  expect([ask('T2'), ask('T3')]).toEqual(['OK', 'E01']);
  expect(goOn('vCont;s:2;c')).toBe('T05thread:2;');
  expect([0, 1].map((hart) => machine.workOf(hart).instructions)).toEqual([10_000, 1]);
  expect(ask('Hg1')).toBe('OK');
  expect(ask(`P${(65 + 0x340).toString(16)}=${register(9n)}`)).toBe('E01'); // it does not run
});

test('a command for the monitor is answered in digits', () => {
  const { ask } = stubOf();
  const answer = ask(`qRcmd,${Buffer.from('info cpus').toString('hex')}`) ?? '';
  expect(Buffer.from(answer, 'hex').toString()).toBe('did info cpus');
});

test('over a connection: stopped, gone on, interrupted, killed', async () => {
  const cwd = folder({ 'loop.elf': image });
  const port = 20_000 + (process.pid % 20_000);
  const run = spawn(launcher, ['run', '-S', '-gdb', `tcp::${port}`, 'loop.elf'], { cwd });
  onTestFinished(() => void run.kill());
  const ended = once(run, 'exit');
  const socket = await connected(port);
  const reader = new PacketReader();
  const answers: string[] = [];
  let arrived = () => {};
  socket.on('data', (bytes: Buffer) => {
    for (const each of reader.take(bytes)) if (each.kind === 'packet') answers.push(each.body);
    arrived();
  });
  const ask = async (raw: string) => {
    socket.write(raw);
    while (answers.length === 0)
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    return answers.shift();
  };
  expect(await ask(packetOf('?'))).toBe('T05thread:1;');
  expect(await ask(packetOf('p20'))).toBe(register(0x8000_0000n));
  socket.write(packetOf('vCont;c'));
  expect(await ask('\x03')).toBe('T02thread:1;');
  socket.write(packetOf('k'));
  expect(await ended).toEqual([0, null]);
});

/** A connection to a port that is about to be listened at. */
async function connected(port: number) {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(port, 'localhost');
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (attempt === 4000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
