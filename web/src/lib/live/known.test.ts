// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { knownBy } from './known';

function documentSaying(content?: string): Document {
  const page = document.implementation.createHTMLDocument();
  if (content === undefined) return page;
  const meta = page.createElement('meta');
  meta.name = 'pika-known';
  meta.content = content;
  page.head.append(meta);
  return page;
}

it('reads the message that the document carries', () => {
  const message = { type: 'SESSIONS_LIST', sessions: [{ sessionId: 'pika_one', djName: 'Mara' }] };
  expect(knownBy(documentSaying(JSON.stringify(message)))).toEqual(message);
});

it.each([undefined, '', '{', '{"type":"SESSIONS_LIST","sessions":7}'])(
  'knows nothing of %j',
  (content) => {
    expect(knownBy(documentSaying(content))).toBeUndefined();
  },
);
