import { expect, test } from 'vitest';
import { EventQueue } from '../../src/board/events.ts';

test('timers fire in the order of their times', () => {
  const events = new EventQueue();
  const fired: string[] = [];
  const late = events.timer('late', () => fired.push('late'));
  const early = events.timer('early', () => fired.push('early'));
  late.set(200);
  early.set(100);
  expect(events.nextNs).toBe(100);
  events.runDue(1000);
  expect(fired).toEqual(['early', 'late']);
  expect(events.nextNs).toBe(Infinity);
});

test('timers of the same time fire in the order in which they were set', () => {
  const events = new EventQueue();
  const fired: string[] = [];
  const a = events.timer('a', () => fired.push('a'));
  const b = events.timer('b', () => fired.push('b'));
  a.set(100);
  b.set(100);
  a.set(100);
  expect(events.pending()).toEqual([
    { name: 'b', atNs: 100 },
    { name: 'a', atNs: 100 },
  ]);
  events.runDue(100);
  expect(fired).toEqual(['b', 'a']);
});

test('a timer does not fire before its time, nor after it was cancelled', () => {
  const events = new EventQueue();
  let fired = 0;
  const timer = events.timer('timer', () => fired++);
  timer.set(100);
  events.runDue(99);
  expect(fired).toBe(0);
  timer.cancel();
  events.runDue(100);
  expect(fired).toBe(0);
});

test('a timer that sets itself again fires again only when that is due', () => {
  const events = new EventQueue();
  const fired: number[] = [];
  const timer = events.timer('tick', () => {
    const at = (fired.length + 1) * 10;
    fired.push(at);
    timer.set(at + 10);
  });
  timer.set(10);
  events.runDue(35);
  expect(fired).toEqual([10, 20, 30]);
  expect(events.nextNs).toBe(40);
});
