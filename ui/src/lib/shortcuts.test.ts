import { afterEach, expect, test } from 'vitest';
import { onShortcut } from './shortcuts';

afterEach(() => document.body.replaceChildren());

function pressed(on: EventTarget, init: KeyboardEventInit): number {
  let count = 0;
  const stop = onShortcut('g', () => (count += 1));
  on.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
  stop();
  return count;
}

function field(tag: 'input' | 'textarea' | 'select'): HTMLElement {
  const element = document.createElement(tag);
  document.body.append(element);
  return element;
}

test('a shortcut fires anywhere on the page, in either case', () => {
  expect(pressed(document.body, { key: 'g' })).toBe(1);
  expect(pressed(document.body, { key: 'G' })).toBe(1);
});

test('no shortcut fires while the DJ types', () => {
  for (const tag of ['input', 'textarea', 'select'] as const) {
    expect(pressed(field(tag), { key: 'g' }), tag).toBe(0);
  }
});

test('combinations and held keys belong to others', () => {
  expect(pressed(document.body, { key: 'g', ctrlKey: true })).toBe(0);
  expect(pressed(document.body, { key: 'g', metaKey: true })).toBe(0);
  expect(pressed(document.body, { key: 'g', repeat: true })).toBe(0);
});

test('a slider does not swallow shortcuts', () => {
  const slider = field('input') as HTMLInputElement;
  slider.type = 'range';
  expect(pressed(slider, { key: 'g' })).toBe(1);
});

test('the key belongs to what appeared last, and goes back when that is gone', () => {
  const heard: string[] = [];
  const press = () =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  const closeBelow = onShortcut('Escape', () => heard.push('below'));
  const closeAbove = onShortcut('Escape', () => heard.push('above'));
  press();
  closeAbove();
  press();
  closeBelow();
  press();
  expect(heard).toEqual(['above', 'below']);
});
