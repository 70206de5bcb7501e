import { expect, test } from 'vitest';
import { emptyAccount, LayerAccounts, Ledger } from '../src/ledger.ts';

test('every instruction is booked to the account that is open when it begins', () => {
  const [first, second] = [emptyAccount(), emptyAccount()];
  const ledger = new Ledger(first);
  ledger.turnTo(second, 10);
  ledger.turnTo(first, 13);
  ledger.settle(20);
  expect([first.instructions, second.instructions]).toEqual([17, 3]);
});

test('settling twice books nothing twice, and the account stays open', () => {
  const account = emptyAccount();
  const ledger = new Ledger(account);
  ledger.settle(5);
  ledger.settle(5);
  ledger.settle(6);
  expect(account.instructions).toBe(6);
});

test('each privilege mode has an account of its own', () => {
  const accounts = new LayerAccounts();
  accounts.of(0).instructions += 1;
  accounts.of(1).instructions += 20;
  accounts.of(3).instructions += 300;
  expect(accounts.layers).toEqual({ program: 1, os: 20, machine: 300 });
});
