import { expect, test } from 'vitest';
import { KEYS } from './keys';

test('the wheels agree with the published tables', () => {
  const of = (name: string) => KEYS.find((key) => key.name === name);
  expect(of('A minor')).toMatchObject({ camelot: '8A', openKey: '1m' });
  expect(of('C major')).toMatchObject({ camelot: '8B', openKey: '1d' });
  expect(of('F# minor')).toMatchObject({ camelot: '11A', openKey: '4m' });
  expect(of('F major')).toMatchObject({ camelot: '7B', openKey: '12d' });
  expect(of('E major')).toMatchObject({ camelot: '12B', openKey: '5d' });
  expect(new Set(KEYS.map((key) => key.name)).size).toBe(24);
});
