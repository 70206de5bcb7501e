import { expect, test } from 'vitest';
import { Desk } from '../src/desk.ts';
import type { Chosen, Reply, Request } from '../src/messages.ts';

/** A desk, and what it answers. */
function open() {
  const replies: Reply[] = [];
  const desk = new Desk((reply) => replies.push(reply));
  /** Asks, and waits for an answer of this kind that was not there before. */
  const ask = async <Kind extends Reply['kind']>(request: Request, kind: Kind) => {
    const before = replies.length;
    desk.hear(request);
    const answer = () => replies.slice(before).find((reply) => reply.kind === kind);
    await expect.poll(answer, { timeout: 60_000, interval: 5 }).toBeDefined();
    return answer() as Reply & { readonly kind: Kind };
  };
  return { desk, ask, replies };
}

const stack = { layers: 0, copies: 1, technique: 'trap' } as const;
const hello = { program: 'hello', edits: new Map(), stack } as const;
const start = { kind: 'instructions', instructions: 0 } as const;

/** A program of one file. */
const written = (text: string): Chosen => ({
  program: { name: 'mine', files: ['a.s'] },
  edits: new Map([['own/mine/a.s', text]]),
  stack,
});

test('what is typed is checked: mistakes with hints, or lines with bytes', async () => {
  const { ask } = open();
  const file = 'own/mine/a.s';
  const wrong = await ask({ kind: 'check', file, ...written('mov a0, a1\n') }, 'checked');
  expect(wrong.lines).toEqual([]);
  expect(wrong.diagnostics).toMatchObject([
    { message: 'unknown instruction `mov`', hint: expect.stringContaining('mv a0, a1') },
  ]);
  const right = await ask(
    { kind: 'check', file, ...written('.globl _start\n_start: nop\n') },
    'checked',
  );
  expect(right.diagnostics).toEqual([]);
  expect(right.lines.filter(({ bytes }) => bytes.length > 0)).toMatchObject([{ line: 2 }]);
});

test('a program with mistakes does not begin', async () => {
  const { ask } = open();
  const { why } = await ask({ kind: 'begin', move: start, ...written('mov\n') }, 'refused');
  expect(why).toBe('there are mistakes in the sources');
});

test('a run stands at its beginning, at a breakpoint, and at its end, with memory and the report', async () => {
  const { desk, ask, replies } = open();
  desk.hear({ kind: 'breakpoints', lines: [{ file: 'examples/hello/hello.s', line: 38 }] });
  const begun = await ask({ kind: 'begin', move: start, ...hello }, 'stood');
  expect(begun).toMatchObject({ moment: { instructions: 0 }, furthest: 0 });
  const go = { kind: 'move', move: { kind: 'go' } } as const;
  const met = await ask(go, 'stood');
  expect(met).toMatchObject({ reason: { kind: 'breakpoint' }, moment: { line: { line: 38 } } });
  const { memory } = await ask({ kind: 'memory', address: 'text' }, 'memory');
  const offset = Number((memory.target ?? 0n) - memory.address);
  expect(new TextDecoder().decode(memory.bytes.slice(offset, offset + 5))).toBe('hello');
  const nowhere = await ask({ kind: 'memory', address: 'txet' }, 'memory');
  expect(nowhere.memory).toMatchObject({ place: 'txet', target: undefined, bytes: { length: 0 } });
  desk.hear({ kind: 'breakpoints', lines: [] });
  const ended = await ask(go, 'stood');
  expect(ended).toMatchObject({ reason: { kind: 'ended', how: 'ended with status 0' } });
  expect(ended.report).toContain('Where the instructions went');
  const printed = replies.flatMap((reply) => (reply.kind === 'printed' ? [...reply.bytes] : []));
  expect(String.fromCharCode(...printed)).toBe('hello from the bare machine\n');
});

test('a new run forgets the one that is under way', async () => {
  const { desk, ask, replies } = open();
  desk.hear({
    kind: 'begin',
    move: { kind: 'go' },
    ...written('.globl _start\n_start: j _start\n'),
  });
  await ask({ kind: 'begin', move: start, ...hello }, 'stood');
  const { moment } = await ask({ kind: 'move', move: { kind: 'step' } }, 'stood');
  expect(moment.instructions).toBe(1);
  expect(replies.filter(({ kind }) => kind === 'stood')).toHaveLength(2);
});

test('memory is watched until it is not any more, or another program begins', async () => {
  const { desk, ask } = open();
  await ask({ kind: 'begin', move: start, ...hello }, 'stood');
  const watch = { kind: 'watch', place: 'text', length: 5, on: 'read' } as const;
  const { watches } = await ask(watch, 'watches');
  expect(watches).toMatchObject([{ place: 'text', on: 'read' }]);
  const { memory } = await ask({ kind: 'memory', address: 'text' }, 'memory');
  expect(memory.watched.size).toBe(5);
  const met = await ask({ kind: 'move', move: { kind: 'go' } }, 'stood');
  expect(met.reason).toMatchObject({ kind: 'watchpoint', watch: { place: 'text' } });
  expect((await ask({ kind: 'begin', move: start, ...hello }, 'watches')).watches).toHaveLength(1);
  desk.hear({ kind: 'unwatch', index: 0 });
  const ended = await ask({ kind: 'move', move: { kind: 'go' } }, 'stood');
  expect(ended.reason).toMatchObject({ kind: 'ended' });
  await ask({ kind: 'begin', move: start, ...hello }, 'stood');
  await ask(watch, 'watches');
  const other = await ask(
    { kind: 'begin', move: start, ...hello, program: 'minimal-os' },
    'watches',
  );
  expect(other.watches).toEqual([]);
  const unknown = await ask({ ...watch, place: 'nothing' }, 'unchanged');
  expect(unknown.why).toBe('nothing is no number, register or symbol');
});

test('what is written is there when it is told, and what cannot be is told', async () => {
  const { ask } = open();
  await ask({ kind: 'begin', move: start, ...hello }, 'stood');
  const { reason, moment } = await ask({ kind: 'change', place: 'a0', text: '7' }, 'stood');
  expect([reason.kind, moment.registers[10]]).toEqual(['changed', 7n]);
  const { why } = await ask({ kind: 'change', place: 'a0', text: 'x' }, 'unchanged');
  expect(why).toBe("a0: 'x' is no number, register or symbol");
});
