// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followPhone } from './phone-life';

let told: string[];
let stop: () => void;

beforeEach(() => {
  told = [];
  stop = followPhone({
    setVisible: (visible) => told.push(visible ? 'visible' : 'hidden'),
    sleep: () => told.push('sleep'),
    wake: () => told.push('wake'),
    otherTabSpoke: () => told.push('other tab'),
  });
});

afterEach(() => {
  stop();
});

function show(state: DocumentVisibilityState) {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

it('says at first whether anyone looks', () => {
  expect(told).toEqual(['visible']);
});

it('tells of each way to sleep and to wake', () => {
  show('hidden');
  document.dispatchEvent(new Event('freeze'));
  document.dispatchEvent(new Event('resume'));
  window.dispatchEvent(new Event('pagehide'));
  window.dispatchEvent(new Event('pageshow'));
  window.dispatchEvent(new Event('online'));
  show('visible');
  expect(told.slice(1)).toEqual(['hidden', 'sleep', 'wake', 'sleep', 'wake', 'wake', 'visible']);
});

it('tells of what another tab has kept', () => {
  window.dispatchEvent(new StorageEvent('storage', { key: 'pika.said/x' }));
  expect(told.slice(1)).toEqual(['other tab']);
});

it('is silent once stopped', () => {
  stop();
  window.dispatchEvent(new Event('online'));
  expect(told).toEqual(['visible']);
});
