/** `ireko lan`: several computers on one network, the same on every run. */

import { setImmediate } from 'node:timers/promises';
import { Hub, isOver, Machine, type Outcome, windowsTogether } from '@ireko/machine';
import { type Command, defineCommand } from '../command.ts';
import { guestColours } from '../host/guest-colours.ts';
import { compileForGuests } from '../host/host-compiler.ts';
import { LinePrefix } from '../host/line-prefix.ts';
import { Terminal } from '../host/terminal.ts';
import { Mistake } from '../mistake.ts';
import { parseOptions } from '../options/options.ts';
import { parseCount } from '../options/quantity.ts';
import { type Slots, usualMac } from '../options/slot-options.ts';
import { bootMistake, contentsOf } from '../run/boot-files.ts';
import { prepareRun, runOptions } from '../run/prepared-run.ts';
import { hearsInput } from '../run/session.ts';

/** Addresses are counted on from computer to computer; each has room for so many cards. */
const cardsPerMachine = 8;

export const command: Command = defineCommand({
  name: 'lan',
  usage: '[option…] -- RUN-OPTIONS… -- RUN-OPTIONS…',
  about: `
Runs several computers at once that are on one network. Behind each -- stand the
options that ireko run would take for one of them. A computer that asks for no network
card gets one, on the hub that joins all of them; -netdev hubport,hubid=N joins cards
with the same N, in whatever computer they are.

Each line of a computer's console stands behind its name: a, b, c and so on. A frame
is on its way for 100 µs, and no computer runs further ahead of the others than that,
so everything repeats to the bit. The run ends when all of them have ended or wait for
what cannot come; the exit status is that of the first one that failed, or 0.

What is typed goes to the serial ports, a line at a time: 'b| ls' to b, and what names
no computer to the one that was named last, a to begin with. Ctrl-A x leaves.`,
  options: {
    'max-ms': { value: 'N', help: 'stop after N milliseconds of virtual time, with exit status 1' },
  },
  examples: [
    ['ireko lan -- server.elf -- client.elf', 'two computers'],
    ['ireko lan -- a.elf -- b.elf < lines', 'with something to type for each'],
    ['ireko lan --max-ms=5000 -- -m 256M -kernel Image -- -m 64M probe.elf', 'for five seconds'],
  ],
  errors: `
What is wrong with the options or the files of one computer: one line on stderr,
exit status 1.`,
  async run({ values, operands }) {
    const lines = split(operands);
    if (lines.length < 2)
      throw new Mistake('at least two computers; try: ireko lan -- a.elf -- b.elf');
    const untilNs =
      values['max-ms'] === undefined ? Infinity : parseCount(values['max-ms'], '--max-ms') * 1e6;
    compileForGuests();
    const terminal = new Terminal({ listener: 'monitor' });
    const colours = process.stdout.hasColors?.();
    const show = colours ? guestColours(terminal.write) : terminal.write;
    const hubs = new Map<string, Hub>();
    const consoles: LinePrefix[] = [];
    const machines = lines.map((line, index) => {
      const console = new LinePrefix(nameOf(index), show);
      consoles.push(console);
      return machineOf(line, index, hubs, console.write);
    });
    terminal.open();
    try {
      const outcomes = await converse(machines, terminal, untilNs);
      for (const console of consoles) console.end();
      return statusOf(outcomes);
    } finally {
      terminal.close();
    }
  },
});

/** Which computer a line is for, if it says so, and what it says. */
function addressee(line: string, count: number): { readonly to?: number; readonly text: string } {
  const [, name, text] = /^([a-z])\| ?(.*)$/s.exec(line) ?? [];
  const to = Array.from({ length: count }, (_, index) => nameOf(index)).indexOf(name ?? '');
  return to >= 0 && text !== undefined ? { to, text } : { text: line };
}

/** Windows of time from one look at the terminal to the next. */
const windowsAtOnce = 20;

/** Runs the computers to their end, with what is typed for them. */
async function converse(
  machines: readonly Machine[],
  terminal: Terminal,
  untilNs: number,
): Promise<readonly Outcome[]> {
  const windows = windowsTogether(machines, { untilNs });
  let addressed = 0;
  for (let count = 1; ; count++) {
    for (let line = terminal.takeCommand(); line !== undefined; line = terminal.takeCommand()) {
      const { to, text } = addressee(line, machines.length);
      addressed = to ?? addressed;
      machines[addressed]?.receive(Buffer.from(`${text}\n`));
    }
    const { value: outcomes, done } = windows.next();
    terminal.flush();
    if (done || terminal.left) return outcomes;
    if (isOver(machines, outcomes)) {
      if (terminal.hasCommand) continue;
      if (terminal.ended || !machines.some(hearsInput)) return outcomes;
      await terminal.wait();
    } else if (count % windowsAtOnce === 0) await setImmediate();
  }
}

const nameOf = (index: number): string => String.fromCharCode(0x61 + index);

/** What stands between `--`. */
function split(operands: readonly string[]): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  for (const operand of operands) {
    if (operand === '--') lines.push([]);
    else lines.at(-1)?.push(operand);
  }
  return lines.filter((line) => line.length > 0);
}

/** Options of `ireko run` that say what else is to happen in a run, and not what runs. */
const forOneAlone = [
  ...(['save', 'record', 'signature', 'dumpdtb', 'monitor', 'S', 's', 'gdb'] as const),
  ...(['account', 'trace', 'stats', 'max-instructions'] as const),
];

/** The computer of one line, ready to run. */
function machineOf(
  line: readonly string[],
  index: number,
  hubs: Map<string, Hub>,
  write: (byte: number) => void,
): Machine {
  const cards = index * cardsPerMachine;
  const given = parseOptions(runOptions, line);
  for (const name of forOneAlone)
    if (given.values[name] !== undefined && given.values[name] !== false)
      throw new Mistake(`${line.join(' ')}: ${name} is only for a computer that runs alone`);
  const { files, computer, harts, devices, bootArguments, snapshot, terminal, semihosting } =
    prepareRun(given, {
      hubs,
      cards,
    });
  const { disks, serials, hasLegacyVirtio = false } = devices;
  const machine = new Machine({
    ramBytes: computer.ramBytes,
    engine: computer.engine,
    harts,
    disks,
    ...(serials && { serials }),
    slots: withCard(devices, hubs, cards),
    hasLegacyVirtio,
    console: terminal.hasSerial ? write : () => {},
    slotConsole: write,
    ...(semihosting && { semihosting }),
    ...(bootArguments !== undefined && { bootArguments }),
  });
  const problem = snapshot ? undefined : machine.boot(contentsOf(files));
  if (problem) throw bootMistake(files, problem);
  const misfit = snapshot && machine.restore(snapshot.bytes);
  if (misfit !== undefined) throw new Mistake(`${snapshot?.path}: ${misfit}`);
  return machine;
}

/** The devices, and a card on hub 0 in the highest free slot if there is none. */
function withCard({ disks, slots }: Slots, hubs: Map<string, Hub>, cards: number): Slots['slots'] {
  if (slots.some((device) => device?.kind === 'network')) return slots;
  const free = slots.findLastIndex((device, slot) => device === undefined && !disks[slot]);
  if (free < 0) throw new Mistake('all virtio slots of a computer are taken: no room for its card');
  const network = hubs.get('0') ?? new Hub();
  hubs.set('0', network);
  return slots.with(free, { kind: 'network', network, mac: usualMac(cards) });
}

/** The first failure; a computer that waits for ever has done its part. */
function statusOf(outcomes: readonly Outcome[]): number {
  for (const outcome of outcomes) {
    if (outcome.kind === 'limit' || outcome.kind === 'locked-up') return 1;
    if (outcome.kind === 'finished' && outcome.status !== 0) return outcome.status & 0xff || 1;
  }
  return 0;
}
