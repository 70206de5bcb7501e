/**
 * The monitor of the computer: what can be asked of it and done to it between two instructions, in
 * QEMU's words. It stands behind Ctrl-A c, and behind `-monitor stdio`.
 */

import { disassemble, floatRegisterNames, registerNames } from '@ireko/isa';
import type { Hart, Machine } from '@ireko/machine';
import { columns } from '../help.ts';
import { writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';
import { parseCount } from '../options/quantity.ts';
import { readSnapshotFile, saveSnapshot, snapshotsHere } from './snapshot-file.ts';

/** What is shown before a command is typed. */
export const monitorPrompt = '(ireko) ';

/** What the monitor has the run do. */
export interface RunControl {
  /** No instruction is executed. */
  stopped: boolean;
  /** The user leaves. */
  left: boolean;
  /** Go on to so many instructions and stop there. */
  until: number | undefined;
}

/** What a run tells the monitor, and lets it do. */
export interface MonitorOptions {
  readonly machine: Machine;
  readonly say: (text: string) => void;
  /** Goes to an earlier moment of the run; absent where the run is not a replay. */
  readonly goBack?: ((instructions: number) => void) | undefined;
  /** A snapshot was made: whoever records the run notes it. */
  readonly saved?: (() => void) | undefined;
  /** Why the run cannot go to a snapshot, if it cannot. */
  readonly cannotLoad?: string | undefined;
}

interface Command {
  readonly names: readonly string[];
  readonly usage: string;
  readonly help: string;
  /** How many words must and may follow. */
  readonly words: readonly [least: number, most: number];
  run(words: readonly string[]): void;
}

/** Words that `xp` takes after `/`: how many, how (x hexadecimal, d decimal, c character), how wide. */
const format = /^\/(\d*)([xdc]?)([bhwg]?)$/;
const widths: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4, g: 8 };

/** The monitor of one run. */
export class MachineMonitor implements RunControl {
  stopped = false;
  left = false;
  until: number | undefined;
  readonly #options: MonitorOptions;
  readonly #commands: readonly Command[];

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#commands = this.#table();
  }

  /** Carry out a line. What is wrong with it is said. */
  execute(line: string): void {
    const [name, ...words] = line.trim().split(/\s+/);
    if (name === undefined || name === '') return;
    const command = this.#commands.find(({ names }) => names.includes(name.split('/', 1)[0] ?? ''));
    try {
      if (!command) throw new Mistake(`unknown command '${name}'${this.#hint(name)}`);
      const slash = name.indexOf('/');
      if (slash >= 0) words.unshift(name.slice(slash));
      const [least, most] = command.words;
      if (words.length < least || words.length > most)
        throw new Mistake(`write it as: ${command.usage}`);
      command.run(words);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      this.#options.say(`Error: ${error.message}\n`);
    }
  }

  /** Say where the run is: how many instructions have begun, and which is next. */
  sayPlace(): void {
    const { machine, say } = this.#options;
    const { pc } = machine.hart;
    const next = `${hex(pc)}  ${instructionAt(machine, pc)}`.trimEnd();
    say(`after ${machine.instructions} instructions: ${next}\n`);
  }

  #hint(name: string): string {
    const names = this.#commands.flatMap((command) => command.names);
    return didYouMean(name, names) || "; type 'help'";
  }

  // biome-ignore format: columns are the point.
  #table(): readonly Command[] {
    return [
      { names: ['help', '?'],   words: [0, 0], usage: 'help',                 help: 'this list',                                        run: () => this.#help() },
      { names: ['info'],        words: [1, 2], usage: 'info WHAT',            help: 'registers (-a: of all harts), status, cpus, snapshots\nor version', run: ([what, which]) => this.#info(what, which) },
      { names: ['stop', 's'],   words: [0, 0], usage: 'stop',                 help: 'execute nothing until cont',                       run: () => { this.stopped = true; } },
      { names: ['cont', 'c'],   words: [0, 0], usage: 'cont',                 help: 'go on',                                            run: () => { this.stopped = false; } },
      { names: ['step'],        words: [0, 1], usage: 'step [N]',             help: 'execute N instructions (1), then stop',            run: ([count]) => this.#step(count) },
      { names: ['back'],        words: [0, 1], usage: 'back [N]',             help: 'in a replay: go back by N instructions (1)',       run: ([count]) => this.#back(count) },
      { names: ['x'],           words: [1, 2], usage: 'x [/NFW] ADDRESS',     help: 'memory at a virtual address: N units, as x, d or c, of\nb, h, w or g (1, 2, 4, 8 bytes), as x /8xw 0x80000000', run: (words) => this.#examine('x', words) },
      { names: ['xp'],          words: [1, 2], usage: 'xp [/NFW] ADDRESS',    help: 'the same at a physical address',                   run: (words) => this.#examine('xp', words) },
      { names: ['pmemsave'],    words: [3, 3], usage: 'pmemsave ADDRESS SIZE FILE', help: 'write RAM to a file',                        run: (words) => this.#dump(words) },
      { names: ['savevm'],      words: [1, 1], usage: 'savevm NAME',          help: 'save the computer and its disks to NAME.snap',     run: ([name]) => this.#save(name) },
      { names: ['loadvm'],      words: [1, 1], usage: 'loadvm NAME',          help: 'go to what was saved there',                       run: ([name]) => this.#load(name) },
      { names: ['quit', 'q'],   words: [0, 0], usage: 'quit',                 help: 'leave',                                            run: () => { this.left = true; } },
    ];
  }

  #help(): void {
    this.#options.say(
      `${columns(this.#commands.map(({ usage, help }) => [usage, help] as const))}\n`,
    );
  }

  #info(what = '', which = ''): void {
    const { machine, say } = this.#options;
    switch (what) {
      case 'status':
        say(`VM status: ${this.stopped ? 'paused' : 'running'}\n`);
        this.sayPlace();
        return;
      case 'registers':
        for (const hart of which === '-a' ? hartsOf(machine) : [machine.hart])
          say(registersOf(hart));
        return;
      case 'cpus':
        for (const hart of hartsOf(machine)) {
          const { instructions } = machine.workOf(hart.id);
          const mark = hart.id === machine.hart.id ? '*' : ' ';
          say(`${mark} CPU #${hart.id}: pc ${hex(hart.pc)}, ${instructions} instructions\n`);
        }
        return;
      case 'snapshots': {
        const rows = snapshotsHere().map(
          ({ name, bytes }) => `${name.padEnd(24)} ${bytes} bytes\n`,
        );
        say(rows.join('') || 'There is no snapshot in this folder.\n');
        return;
      }
      case 'version':
        say('ireko\n');
        return;
      default:
        throw new Mistake(`info ${what}: there is registers, status, cpus, snapshots and version`);
    }
  }

  #step(count = '1'): void {
    this.until = this.#options.machine.instructions + parseCount(count, 'step');
    this.stopped = false;
  }

  #back(count = '1'): void {
    const { goBack, machine } = this.#options;
    if (!goBack) throw new Mistake('back: only a replay can go back; record the run first');
    goBack(Math.max(0, machine.instructions - parseCount(count, 'back')));
    this.stopped = true;
    this.sayPlace();
  }

  #examine(name: 'x' | 'xp', words: readonly string[]): void {
    const { machine, say } = this.#options;
    const [style = '/', place = ''] = words.length === 2 ? words : ['/', ...words];
    const [, count, how, wide = ''] = format.exec(style) ?? [];
    if (count === undefined)
      throw new Mistake(`${name}: '${style}' is no format; write it as /8xw`);
    const width = widths[wide] ?? 4;
    const start = parseAddress(place, name);
    const perLine = 16 / width;
    let line = '';
    for (let index = 0; index < (Number(count) || 1); index++) {
      const address = BigInt.asUintN(64, start + BigInt(index * width));
      const physical = name === 'xp' ? Number(address) : machine.physicalOf(address);
      const bytes = physical === undefined ? undefined : machine.bytes(physical, physical + width);
      if (!bytes) throw new Mistake(`${name}: ${hex(address)} is not in RAM`);
      if (index % perLine === 0) line += `${index === 0 ? '' : '\n'}${hex(address)}:`;
      line += ` ${unit(bytes, how ?? 'x')}`;
    }
    say(`${line}\n`);
  }

  #dump([place = '', size = '', file = '']: readonly string[]): void {
    const start = parseCount(place, 'pmemsave', 0);
    const bytes = this.#options.machine.bytes(start, start + parseCount(size, 'pmemsave'));
    if (!bytes) throw new Mistake(`pmemsave: ${place} and ${size} bytes on is not in RAM`);
    writeOutput(file.replace(/^"(.*)"$/, '$1'), bytes);
  }

  #save(name = ''): void {
    const { machine, say, saved } = this.#options;
    const path = saveSnapshot(machine, name);
    saved?.();
    say(`saved after ${machine.instructions} instructions to ${path}\n`);
  }

  #load(name = ''): void {
    const { machine, cannotLoad } = this.#options;
    if (cannotLoad !== undefined) throw new Mistake(`loadvm: ${cannotLoad}`);
    const { path, bytes } = readSnapshotFile(name);
    const problem = machine.restore(bytes);
    if (problem !== undefined) throw new Mistake(`${path}: ${problem}`);
    this.sayPlace();
  }
}

/** What gdb has commands for itself. */
const runCommands = ['stop', 's', 'cont', 'c', 'step', 'back', 'quit', 'q'];

/** A monitor for somebody who asks a question at a time, and has the run stop and go on by other means. */
export function answering(
  machine: Machine,
  options: Partial<MonitorOptions> = {},
): (command: string) => string {
  let said = '';
  const say = (text: string) => {
    said += text;
  };
  const monitor = new MachineMonitor({ ...options, machine, say });
  return (command) => {
    said = '';
    const [name = ''] = command.trim().split(/\s+/);
    if (runCommands.includes(name)) return `${name}: that is for gdb itself to do\n`;
    monitor.execute(command);
    return said;
  };
}

/** An address of 64 bits, decimal or hexadecimal. */
function parseAddress(text: string, what: string): bigint {
  if (!/^(?:\d+|0x[0-9a-f]{1,16})$/i.test(text))
    throw new Mistake(`${what}: '${text}' is not an address; write it as 0x80000000`);
  return BigInt.asUintN(64, BigInt(text));
}

const hex = (value: bigint, digits = 16): string => `0x${value.toString(16).padStart(digits, '0')}`;

const unit = (bytes: Uint8Array, how: string): string => {
  const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (how === 'd') return String(BigInt.asIntN(8 * bytes.length, value));
  if (how === 'c') return JSON.stringify(String.fromCharCode(Number(value & 0xffn)));
  return hex(value, 2 * bytes.length);
};

/** The instruction at a virtual address as text; nothing where none can be read. */
function instructionAt(machine: Machine, pc: bigint): string {
  // It may go on in another page, which may be anywhere.
  const halves = [pc, pc + 2n].map((address) => bytesAt(machine, address, 2));
  const [low, high] = halves.map((half) => half && new DataView(half.buffer).getUint16(0, true));
  if (low === undefined) return '';
  const word = low + (high ?? 0) * 0x1_0000;
  const found = disassemble(word, pc);
  return found ? `${found.mnemonic} ${found.operands}`.trim() : 'no instruction';
}

/** All harts, by their numbers. */
const hartsOf = (machine: Machine): readonly Hart[] =>
  Array.from({ length: machine.harts }, (_, id) => machine.hartOf(id));

/** Memory at a virtual address, within a page. */
function bytesAt(machine: Machine, address: bigint, length: number): Uint8Array | undefined {
  const place = machine.physicalOf(address);
  return place === undefined ? undefined : machine.bytes(place, place + length);
}

/** All registers, as QEMU lists them: the program counter, the mode, CSRs, integer and floating-point registers. */
function registersOf(hart: Hart): string {
  const line = (name: string, value: bigint) =>
    ` ${name.padEnd(8)} ${value.toString(16).padStart(16, '0')}\n`;
  const shown = [
    'mstatus',
    'mip',
    'mie',
    'mideleg',
    'medeleg',
    'mtvec',
    'stvec',
    'mepc',
    'sepc',
    'mcause',
    'scause',
    'mtval',
    'stval',
    'mscratch',
    'sscratch',
    'satp',
  ] as const;
  let text = line('pc', hart.pc);
  if (hart.id > 0) text = `CPU #${hart.id}\n${text}`;
  text += ` mode     ${modeNames[hart.mode] ?? hart.mode}\n`;
  for (const name of shown) text += line(name, hart.state(name));
  text += rowsOf('x', registerNames, (number) => hart.register(number));
  return text + rowsOf('f', floatRegisterNames, (number) => hart.floatRegister(number));
}

/** A file of registers, four a line, each by its number and its name. */
function rowsOf(
  letter: string,
  names: readonly string[],
  read: (number: number) => bigint,
): string {
  const cells = names.map((name, number) => {
    const value = read(number).toString(16).padStart(16, '0');
    return ` ${`${letter}${number}/${name}`.padEnd(8)} ${value}${number % 4 === 3 ? '\n' : ''}`;
  });
  return cells.join('');
}

const modeNames: Readonly<Record<number, string>> = { 0: 'U', 1: 'S', 3: 'M', 4: 'VU', 5: 'VS' };
