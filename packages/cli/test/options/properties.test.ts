import { expect, test } from 'vitest';
import { parseProperties } from '../../src/options/properties.ts';

const parse = (text: string) => parseProperties(text, '-drive', ['file', 'readonly']);

test('settings are found by their names, in any order', () => {
  expect(parse('readonly=on,file=a.img')).toEqual({ file: 'a.img', readonly: 'on' });
});

test('a value may hold an equals sign', () => {
  expect(parse('file=a=b.img')).toEqual({ file: 'a=b.img' });
});

test.each([
  ['fil=a', "-drive: there is no setting 'fil'; did you mean file?"],
  ['speed=9', "-drive: there is no setting 'speed'; it takes file, readonly"],
  ['file', '-drive: file needs a value: file=…'],
  ['file=a,file=b', '-drive: file is given twice'],
])('%s is a mistake', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});
