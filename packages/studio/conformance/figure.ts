/** Makes docs/figures/studio.png: a call of a program in a virtual machine, the second time. */

import { join } from 'node:path';
import { serve } from './served.ts';

const figure = join(import.meta.dirname, '../../../docs/figures/studio.png');

const { address, browser, close } = await serve();
const page = await browser.newPage({ viewport: { width: 1180, height: 640 } });
await page.goto(`${address}#minimal-os`);
await page.locator('#layers').selectOption('a VMM');
await page.getByRole('button', { name: 'tasks.s' }).click();
await page.locator('.cm-line').filter({ hasText: 'ecall' }).first().click();
await page.keyboard.press('Control+b');
await page.keyboard.press('Control+F10');
await page.locator('.next-line').waitFor();
await page.keyboard.press('F8');
await page.locator('.next-line .cost').waitFor();
await page.screenshot({ path: figure });
await close();
