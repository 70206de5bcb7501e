/** The page as a user has it: in a browser, with the mouse and the keyboard. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Served, serve } from './served.ts';

/** Expects something of what comes, however slow the computer is. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 60_000 });

const root = join(import.meta.dirname, '../../..');
let served: Served;

beforeAll(async () => {
  served = await serve();
}, 120_000);

afterAll(() => served.close());

/** A fresh visit to the page of a program. */
async function visit(program: string, context?: BrowserContext): Promise<Page> {
  const page = await (context ?? served.browser).newPage();
  page.setDefaultTimeout(100_000);
  await page.goto(`${served.address}#${program}`);
  return page;
}

/** A button of the bar, by all of its name. */
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Presses Run, and waits for the end: what the page says of it. */
async function run(page: Page): Promise<string | null> {
  await button(page, 'Run').click();
  await page.locator('#report:not(:empty)').waitFor();
  return page.locator('#status').textContent();
}

const shown = (page: Page) => page.locator('.xterm-rows').textContent();

test('hello prints its line, and the same in a virtual machine', async () => {
  const page = await visit('hello');
  expect(await run(page)).toMatch(/^\d+ instructions, ended with status 0$/);
  expect(await shown(page)).toContain('hello from the bare machine');
  await page.locator('#layers').selectOption('a VMM on a VMM');
  await run(page);
  expect(await shown(page)).toContain('vmm1| hello| hello from the bare machine');
});

test('the demo counts the instructions that the command counts', async () => {
  const page = await visit('three-guests');
  await run(page);
  const [, report] = execFileSync(join(root, 'ireko'), ['demo'], { encoding: 'utf8' }).split(
    /^(?=Where the instructions went)/m,
  );
  const text = await page.locator('#report').textContent();
  expect(text?.length).toBeGreaterThan(0);
  expect(report?.startsWith(text ?? '')).toBe(true);
});

test('a mistake is shown as it is typed, with its hint, and gone when it is undone', async () => {
  const page = await visit('hello');
  const problems = page.getByLabel('Problems').getByRole('listitem');
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\n mov t0, a0');
  await soon(() => problems.allInnerTexts()).toEqual([
    expect.stringMatching(/unknown instruction `mov`\n.*write mv a0, a1/),
  ]);
  await page.getByRole('button', { name: 'Undo edits' }).click();
  await soon(() => problems.count()).toBe(0);
});

test('a file is shown from its beginning, and again as it was left', async () => {
  const page = await visit('minimal-os');
  const place = () => page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTop);
  await page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTo(0, 700));
  await soon(place).toBe(700);
  await page.getByRole('button', { name: 'minimal-os.ld' }).click();
  await soon(place).toBe(0);
  await page.getByRole('button', { name: 'minimal-os.s' }).click();
  await soon(place).toBeGreaterThan(600);
});

test('an edited program is what runs, and is still there after a reload', async () => {
  const page = await visit('hello');
  const source = readFileSync(join(root, 'examples/hello/hello.s'), 'utf8');
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(source.replace('hello from', 'good bye to'));
  await run(page);
  expect(await shown(page)).toContain('good bye to the bare machine');
  await page.reload();
  await page.getByRole('button', { name: 'hello.s •' }).waitFor();
});

test('a program of one’s own is made, changed and run, and goes elsewhere in a link and an archive', async () => {
  const context = await served.browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await visit('hello', context);
  const act = async (name: string) => {
    await page.locator('#menu').click();
    await button(page, name).click();
  };
  await act('New program…');
  await page.getByLabel('Name').fill('greeting');
  await button(page, 'Create').click();
  await page.locator('.cm-line').filter({ hasText: 'hello from' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.type('text:   .ascii "my own "\n#');
  await act('New file…');
  await page.getByLabel('Name').fill('more.inc');
  await button(page, 'Create').click();
  await page.getByRole('button', { name: 'more.inc' }).waitFor();
  await run(page);
  expect(await shown(page)).toContain('my own');

  await act('Copy link');
  await soon(() => page.locator('#status').textContent()).toContain('clipboard');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const download = page.waitForEvent('download');
  await act('Download .zip');
  const archive = await (await download).path();
  await act('Delete program…');
  await button(page, 'Delete').click();
  await page.locator('#menu input').setInputFiles({
    name: 'back.zip',
    mimeType: 'application/zip',
    buffer: readFileSync(archive),
  });
  await page.getByRole('button', { name: 'more.inc' }).waitFor();
  expect(await page.locator('.cm-content').textContent()).toContain('"my own "');
  await page.goto(link);
  await page.reload();
  await soon(() => page.locator('#program').inputValue()).toBe('own/greeting');
  expect(await page.locator('#program optgroup').first().textContent()).toBe('backgreeting');
});

test('a shell hears what is typed, and Pause has it stand still', async () => {
  const page = await visit('monitor-shell');
  await button(page, 'Run').click();
  await soon(() => shown(page)).toContain('command, or Ctrl-D:');
  await page.keyboard.type('echo boxes that nest\r');
  await soon(() => shown(page)).toContain('[2 echo] boxes that nest');
  await button(page, 'Pause').click();
  await soon(() => page.locator('#status').textContent()).toMatch(/, paused$/);
});

test('a call is followed through its layers, and back', async () => {
  const page = await visit('minimal-os');
  const who = page.locator('.who');
  await page.locator('#layers').selectOption('a VMM');
  await page.getByRole('button', { name: 'tasks.s' }).click();
  await page.locator('.cm-line').filter({ hasText: 'ecall' }).first().click();
  await page.keyboard.press('Control+F10');
  await soon(() => page.locator('.next-line').textContent()).toContain('ecall');
  expect(await who.textContent()).toBe('program executes');
  await page.keyboard.press('F7');
  await soon(() => who.textContent()).toBe('VMM for minimal-os executes');
  await soon(() => page.locator('.next-line').textContent()).toContain('csrrw');
  await page.keyboard.press('Shift+F9');
  await soon(() => who.textContent()).toBe('program executes');
  await page.keyboard.press('F10');
  await soon(() => shown(page)).toContain('ping 1');
  await soon(() => page.locator('.cost').last().textContent()).toMatch(
    /^1 × [\d,]+: VMM [\d,]+ \+ M-mode \d+$/,
  );
});

test('registers, CSRs and memory are changed in their places, by keys and by mouse', async () => {
  const page = await visit('hello');
  await page.locator('.cm-line').filter({ hasText: 'sb      a2' }).click();
  await page.keyboard.press('Control+F10');
  const value = (place: string) => page.locator(`[data-place="${place}"]`);
  await value('a2').dblclick();
  await page.keyboard.type('0x4a');
  await page.keyboard.press('Enter');
  await soon(() => value('a2').textContent()).toBe('4a');
  expect(await page.locator('.changed').allInnerTexts()).toEqual([
    expect.stringMatching(/^a2\s+4a$/),
  ]);
  expect(await value('a2').evaluate((cell) => cell === document.activeElement)).toBe(true);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('nowhere');
  await page.keyboard.press('Enter');
  await soon(() => page.locator('#status').textContent()).toBe(
    "a3: 'nowhere' is no number, register or symbol",
  );
  await page.locator('.floats summary').click();
  await value('fa0').dblclick();
  await page.keyboard.type('1.5f');
  await page.keyboard.press('Enter');
  await soon(() => value('fa0').textContent()).toBe('1.5f');
  await page.getByRole('tab', { name: 'Memory' }).click();
  await page.locator('#address').fill('text');
  await page.locator('#address').press('Enter');
  await page.locator('#bytes .target').dblclick();
  await page.keyboard.type('"Jelly"');
  await page.keyboard.press('Enter');
  await soon(() => page.locator('#bytes').textContent()).toContain('y from the bare');
  await page.keyboard.press('Shift+F9');
  await soon(() => page.locator('#bytes').textContent()).toContain('o from the bare');
  await page.keyboard.press('F8');
  await soon(() => shown(page)).toContain('Jelly from the bare machine');
});

test('watched memory stops the run before it is changed, forwards and backwards', async () => {
  const page = await visit('minimal-os');
  const status = () => page.locator('#status').textContent();
  await page.getByRole('tab', { name: 'Memory' }).click();
  await page.locator('#address').fill('frames');
  await page.locator('#address').press('Enter');
  for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await soon(() => page.locator('#watches').textContent()).toMatch(/^frames, 8 bytes: changed/);
  await soon(() => page.locator('#bytes .watched').count()).toBe(8);
  const stops: (string | null)[] = [];
  for (let stop = 0; stop < 3; stop++) {
    await page.keyboard.press('F8');
    await soon(status).toMatch(/, before frames is changed$/);
    await soon(status).not.toBe(stops.at(-1));
    stops.push(await status());
    expect(await page.locator('.next-line').textContent()).toMatch(/sd +t0, PC\(sp\)/);
  }
  for (const stop of stops.toReversed().slice(1)) {
    await page.keyboard.press('Shift+F8');
    await soon(status).toBe(stop);
  }
  await button(page, 'Watch frames no longer').click();
  await page.keyboard.press('F8');
  await soon(status).toMatch(/, ended with status 0$/);
});

test('two programs are guests of one VMM, also after a reload', async () => {
  const page = await visit('hello');
  await page.locator('#copies').selectOption('beside minimal-os');
  expect(await page.locator('#layers').inputValue()).toBe('a VMM');
  await page.getByRole('button', { name: 'tasks.s' }).waitFor();
  await run(page);
  expect(await shown(page)).toContain('minimal-os| minimal-os: all tasks have ended');
  expect(await shown(page)).toContain('hello| hello from the bare machine');
  await page.reload();
  await page.getByRole('button', { name: 'tasks.s' }).waitFor();
  expect(await page.locator('#copies').inputValue()).toBe('minimal-os');
});

test('the table explains the instruction under the pointer', async () => {
  const page = await visit('hello');
  await page.getByText('andi', { exact: true }).first().hover();
  expect(await page.locator('.explanation').textContent()).toMatch(/^andi rd, rs1, imm\n/);
});
