import { beforeEach, describe, expect, test } from 'vitest';
import { EventQueue } from '../../src/board/events.ts';
import { Uart, type UartOptions } from '../../src/devices/uart.ts';

const DATA = 0;
const IER = 1;
const IIR = 2;
const FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;

const RECEIVED = 1;
const TRANSMITTER_EMPTY = 2;
const LINE_STATUS = 4;

const clock = { nowNs: 0 };
let events: EventQueue;
let uart: Uart;
let line: boolean;
let sent: string;

const make = (options: Partial<UartOptions> = {}): void => {
  clock.nowNs = 0;
  line = false;
  sent = '';
  events = new EventQueue();
  uart = new Uart({
    clock,
    events,
    line: (high) => {
      line = high;
    },
    send: (byte) => {
      sent += String.fromCharCode(byte);
    },
    ...options,
  });
};

beforeEach(() => make());

const read = (offset: number): number | undefined => uart.read(offset, 1);
const write = (offset: number, value: number): boolean => uart.write(offset, 1, value);
const send = (text: string): void => {
  for (const byte of bytes(text)) write(DATA, byte);
};
const bytes = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0));
const runTo = (ns: number): void => {
  while (events.nextNs <= ns) {
    clock.nowNs = events.nextNs;
    events.runDue(clock.nowNs);
  }
  clock.nowNs = ns;
};

describe('registers', () => {
  test('at power-on show an idle port with a modem attached', () => {
    expect([DATA, IER, IIR, LCR, MCR, LSR, MSR, SCR].map(read)).toEqual([
      0, 0, 0x01, 0, 0x08, 0x60, 0xb0, 0,
    ]);
  });

  test('the divisor stands behind DLAB, apart from data and IER', () => {
    write(IER, RECEIVED);
    write(LCR, 0x83);
    write(DATA, 0x34);
    write(IER, 0x12);
    expect([read(DATA), read(IER)]).toEqual([0x34, 0x12]);
    write(LCR, 0x03);
    expect(read(IER)).toBe(RECEIVED);
    expect(sent).toBe('');
  });

  test('the scratch register holds a byte', () => {
    write(SCR, 0xa5);
    expect(read(SCR)).toBe(0xa5);
  });

  test('a wide access has the register in its low byte', () => {
    uart.write(DATA, 4, 0x1234_5641);
    expect(sent).toBe('A');
    expect(uart.read(LSR - 1, 4)).toBe(0x08);
  });
});

describe('the transmitter', () => {
  test('sends at once by default and is empty again', () => {
    send('hello');
    expect(sent).toBe('hello');
    expect(read(LSR)).toBe(0x60);
  });

  test('raises its interrupt when that is enabled while it is empty', () => {
    write(IER, TRANSMITTER_EMPTY);
    expect(line).toBe(true);
  });

  test('has its interrupt acknowledged by the read of IIR that shows it', () => {
    write(IER, TRANSMITTER_EMPTY);
    expect(read(IIR)).toBe(0x02);
    expect(line).toBe(false);
    expect(read(IIR)).toBe(0x01);
    send('x');
    expect(line).toBe(true);
  });

  test('with a latency holds THR until the shift register is free', () => {
    make({ transmitNs: 1000 });
    send('ab');
    expect(read(LSR)).toBe(0x00);
    runTo(1000);
    expect(sent).toBe('a');
    expect(read(LSR)).toBe(0x20);
    runTo(2000);
    expect(sent).toBe('ab');
    expect(read(LSR)).toBe(0x60);
  });

  test('is emptied by FCR bit 2, but for the byte on its way, and interrupts', () => {
    make({ transmitNs: 1000 });
    write(FCR, 0x01);
    write(IER, TRANSMITTER_EMPTY);
    read(IIR);
    send('abc');
    write(FCR, 0x05);
    expect(read(LSR)).toBe(0x20);
    expect(line).toBe(true);
    runTo(10_000);
    expect(sent).toBe('a');
  });

  test('with a latency queues a FIFO of bytes and interrupts when that is empty', () => {
    make({ transmitNs: 1000 });
    write(FCR, 0x01);
    write(IER, TRANSMITTER_EMPTY);
    read(IIR);
    send('0123456789abcdefg');
    expect(line).toBe(false);
    runTo(15_000);
    expect(line).toBe(false);
    runTo(16_000);
    expect(line).toBe(true);
    runTo(17_000);
    expect(sent).toBe('0123456789abcdefg');
  });
});

describe('the receiver', () => {
  test('without FIFOs shows one byte after the other and loses none', () => {
    uart.receive(bytes('abc'));
    expect(read(LSR)).toBe(0x61);
    expect([1, 2, 3].map(() => read(DATA))).toEqual(bytes('abc'));
    expect(read(LSR)).toBe(0x60);
  });

  test('takes any number of bytes and hands them over in order', () => {
    write(FCR, 0x01);
    const text = `${'x'.repeat(100)}y`;
    uart.receive(bytes(text));
    expect(uart.unread).toBe(101);
    expect([...text].map(() => read(DATA))).toEqual(bytes(text));
    expect(uart.unread).toBe(0);
  });

  test('interrupts while a byte is there', () => {
    write(IER, RECEIVED);
    uart.receive(bytes('a'));
    expect(line).toBe(true);
    expect(read(IIR)).toBe(0x04);
    read(DATA);
    expect(line).toBe(false);
  });

  test.each([
    [0x01, 1],
    [0x41, 4],
    [0x81, 8],
    [0xc1, 14],
  ])('with FCR %d interrupts at %d bytes', (fcr, trigger) => {
    write(FCR, fcr);
    write(IER, RECEIVED);
    uart.receive(new Array(trigger - 1).fill(0));
    expect(line).toBe(false);
    uart.receive([0]);
    expect(line).toBe(true);
    expect(read(IIR)).toBe(0xc4);
  });

  test('below the trigger level interrupts after four idle characters', () => {
    write(LCR, 0x03);
    write(FCR, 0xc1);
    write(IER, RECEIVED);
    uart.receive(bytes('ab'));
    const characterNs = (1e9 * 12 * 10) / 399_193;
    expect(events.nextNs).toBe(Math.ceil(4 * characterNs));
    runTo(events.nextNs);
    expect(line).toBe(true);
    expect(read(IIR)).toBe(0xcc);
    read(DATA);
    expect(line).toBe(false);
    runTo(events.nextNs);
    expect(line).toBe(true);
    read(DATA);
    expect(events.nextNs).toBe(Infinity);
  });

  test('is emptied by FCR bit 1', () => {
    write(FCR, 0x01);
    uart.receive(bytes('abc'));
    write(FCR, 0x03);
    expect(read(LSR)).toBe(0x60);
    expect(read(DATA)).toBe(0);
  });

  test.each([0x01, 0x00])('is emptied when the FIFOs are turned on or off (FCR %d)', (fcr) => {
    write(FCR, fcr ^ 0x01);
    uart.receive(bytes('a'));
    write(FCR, fcr);
    expect(read(LSR)).toBe(0x60);
  });

  test('comes before the transmitter in IIR', () => {
    write(IER, RECEIVED | TRANSMITTER_EMPTY);
    uart.receive(bytes('a'));
    expect(read(IIR)).toBe(0x04);
    read(DATA);
    expect(read(IIR)).toBe(0x02);
  });
});

describe('loopback', () => {
  test('receives what is sent, and sends nothing', () => {
    write(MCR, 0x10);
    send('q');
    expect(sent).toBe('');
    expect(read(DATA)).toBe('q'.charCodeAt(0));
  });

  test('shows the modem outputs as inputs', () => {
    write(MCR, 0x1f);
    expect(read(MSR)).toBe(0xf0);
    write(MCR, 0x1a);
    expect(read(MSR)).toBe(0x90);
  });

  test('overruns RBR with the newer byte', () => {
    write(IER, LINE_STATUS);
    write(MCR, 0x10);
    send('ab');
    expect(read(IIR)).toBe(0x06);
    expect(read(LSR)).toBe(0x63);
    expect(read(LSR)).toBe(0x61);
    expect(line).toBe(false);
    expect(read(DATA)).toBe('b'.charCodeAt(0));
  });

  test('overruns a full FIFO by dropping the newer byte', () => {
    write(FCR, 0x01);
    write(MCR, 0x10);
    send('0123456789abcdefg');
    expect(read(LSR)).toBe(0x63);
    const received = Array.from({ length: 16 }, () => read(DATA));
    expect(received).toEqual(bytes('0123456789abcdef'));
  });
});
