import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../src/options/options.ts';

const options = {
  o: { value: 'FILE', help: '' },
  I: { value: 'DIR', repeat: true, help: '' },
  march: { value: 'ISA', help: '' },
  verbose: { short: 'v', help: '' },
} as const;

const parse = (...args: string[]) => parseOptions(options, args);

describe('a command line', () => {
  test('without options gives every option its empty value', () => {
    expect(parse('a.s').values).toEqual({
      o: undefined,
      I: [],
      march: undefined,
      verbose: false,
    });
  });

  test.each([['-march=rv64i'], ['--march=rv64i'], ['-march', 'rv64i'], ['--march', 'rv64i']])(
    'may write a long option as %s %s',
    (...args) => {
      expect(parse(...args.filter((arg) => arg !== undefined)).values.march).toBe('rv64i');
    },
  );

  test('may shorten a long option, for GNU’s tools, as far as it is still the only one', () => {
    const { values } = parseOptions(options, ['--verb', '--mar=rv64i'], true);
    expect(values).toMatchObject({ verbose: true, march: 'rv64i' });
    expect(() => parse('--verb')).toThrow('unknown option --verb;');
  });

  test('may join a short option and its value', () => {
    expect(parse('-oout.o').values.o).toBe('out.o');
  });

  test('keeps the values of a repeated option in order', () => {
    expect(parse('-I', 'a', '-Ib', 'x.s', '-I', 'c').values.I).toEqual(['a', 'b', 'c']);
  });

  test('takes the last of several values', () => {
    expect(parse('-o', 'a', '-o', 'b').values.o).toBe('b');
  });

  test('keeps the order of everything', () => {
    const { sequence } = parse('a.s', '-I', 'x', '-v', 'b.s');
    expect(sequence).toEqual([
      ...[
        { name: undefined, value: 'a.s' },
        { name: 'I', value: 'x' },
      ],
      ...[
        { name: 'verbose', value: undefined },
        { name: undefined, value: 'b.s' },
      ],
    ]);
  });

  test('may leave out a value that is optional', () => {
    const table = { id: { value: 'STYLE', optional: 'sha1', help: '' } } as const;
    expect(parseOptions(table, ['--id']).values.id).toBe('sha1');
    expect(parseOptions(table, ['--id=md5']).values.id).toBe('md5');
  });

  test('of opposites the last one holds', () => {
    const table = {
      pie: { undoes: ['no-pie'], help: '' },
      'no-pie': { undoes: ['pie'], help: '' },
    } as const;
    const values = (...args: string[]) => parseOptions(table, args).values;
    expect(values('-no-pie', '-pie')).toEqual({ pie: true, 'no-pie': false });
    expect(values('-pie', '-no-pie')).toEqual({ pie: false, 'no-pie': true });
  });

  test('may mix options and operands, and ends the options with --', () => {
    const { operands, values } = parse('a.s', '-v', 'b.s', '--', '-march', '-o');
    expect(operands).toEqual(['a.s', 'b.s', '-march', '-o']);
    expect(values.verbose).toBe(true);
  });
});

describe('a mistake', () => {
  test.each([
    [['--mrach=x'], 'unknown option --mrach; did you mean --march?'],
    [['-x'], 'unknown option -x; --help lists those there are'],
    [['-o'], 'option -o needs a value: -o FILE'],
    [['--verbose=yes'], 'option --verbose takes no value'],
    [['--constructor'], 'unknown option --constructor; --help lists those there are'],
  ])('%s is told in one line', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
