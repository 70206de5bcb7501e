/** The operator's channel: commands and answers by a virtio console, for programs. */
import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { buildVmm, guestImage, linesOf, minimalOs, vm } from './boot.ts';

const prompt = 'vmm> ';

/** A machine whose first virtio console is the channel: what is sent to it, and what it answers. */
class Channel {
  console = '';
  answers = '';
  readonly #machine: Machine;

  constructor(vmm: Uint8Array) {
    this.#machine = new Machine({
      slots: [{ kind: 'console', isShown: true, hearsInput: true }],
      console: (byte) => {
        this.console += String.fromCharCode(byte);
      },
      slotConsole: (byte) => {
        this.answers += String.fromCharCode(byte);
      },
    });
    expect(this.#machine.load(vmm)).toBeUndefined();
    this.run(1_000_000);
  }

  run(instructions: number) {
    return this.#machine.run({ maxInstructions: instructions });
  }

  /** What the VMM answers to commands, which are sent at once. */
  ask(...commands: readonly string[]): readonly string[] {
    this.answers = '';
    this.#machine.receive(Buffer.from(commands.map((command) => `${command}\n`).join('')));
    this.run(5_000_000);
    const answers = this.answers.split(prompt);
    expect(answers.pop()).toBe('');
    return answers;
  }
}

test('a program is the operator by a virtio console, and hears nothing but its answers', () => {
  const echo = guestImage('echo');
  const channel = new Channel(buildVmm([vm('first', echo), vm('other', minimalOs)]));
  expect(channel.ask('list')).toEqual([
    'vmm: first (0) waits for an interrupt\nvmm: first reads what is typed\nvmm: other (1) has ended\n',
  ]);
  expect(
    channel.ask('', 'choose 1', 'reset', 'nonsense').map((text) => text.split('\n')[0]),
  ).toEqual([
    '',
    'vmm: other reads what is typed',
    'vmm: other is reset',
    'vmm: after Ctrl-A a digit, which chooses a VM; the first letter of a command;',
  ]);
  expect(linesOf('other', channel.console).filter((line) => line === 'ping 1')).toHaveLength(2);
  expect(channel.console).not.toContain('list');
  expect(channel.console).not.toContain(prompt);
  expect(channel.ask('0', 'stop', 'examine 0x80000000')[2]).toMatch(
    /^vmm: first: 0000000080000000: /,
  );
  expect(channel.ask('load 1', 'start').map((text) => text.split('\n')[0])).toEqual([
    'vmm: first is reset',
    'vmm: first runs',
  ]);
  expect(channel.run(100_000_000)).toEqual({ kind: 'finished', status: 0 });
  expect(linesOf('first', channel.console).at(-1)).toBe('minimal-os: all tasks have ended');
});

test('a hundred commands at once are answered one after the other, in order', () => {
  const channel = new Channel(buildVmm([vm('first', guestImage('echo'))]));
  const answers = channel.ask(...Array.from({ length: 50 }, () => ['account', 'list']).flat());
  expect(answers).toHaveLength(100);
  for (const [index, text] of answers.entries())
    expect(text).toContain(index % 2 === 0 ? 'times given the processor' : 'reads what is typed');
});
