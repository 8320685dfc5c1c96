// One beat of an element when a value changes. Never when it is first drawn, and never for people
// who asked their system for less motion.
import type { Action } from 'svelte/action';

const BEAT: Keyframe[] = [
  { transform: 'scale(1)' },
  { transform: 'scale(1.16)', offset: 0.35 },
  { transform: 'scale(1)' },
];
const BEAT_MS = 360;

export const beat: Action<Element, unknown> = (element, first) => {
  let last = first;
  return {
    update(value) {
      if (value === last) return;
      last = value;
      if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
      element.animate(BEAT, { duration: BEAT_MS, easing: 'ease-out' });
    },
  };
};
