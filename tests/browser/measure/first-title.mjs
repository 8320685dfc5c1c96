// How long a phone on slow 4G waits for the title after it has opened the page of a live session:
// `node first-title.mjs [times]`, against the pika-cloud that PIKA_CLOUD names. Each time is a
// fresh browser context, that is, a phone that was never here. Prints the median, in milliseconds,
// of the title and of the open line.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { SLOW_4G, slowLine } from './slow-line.mjs';

const TIMES = Number(process.argv[2] ?? 15);
const SLOWER_CPU = 4;

const folder = await mkdtemp(join(tmpdir(), 'pika-measure-'));
const cloud = spawn(
  process.env.PIKA_CLOUD ?? 'pika-cloud',
  ['serve', '--listen', '127.0.0.1:0', '--allow-anonymous-djs'].concat([
    '--database',
    `sqlite:${join(folder, 'cloud.db')}`,
  ]),
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const address = await new Promise((found) => {
  createInterface({ input: cloud.stdout }).on('line', (line) => {
    const match = /http:\/\/(\S+)/.exec(line);
    if (match) found(match[1]);
  });
});
const line = await slowLine(Number(address.split(':')[1]), SLOW_4G);
const slow = `http://127.0.0.1:${line.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.PIKA_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

const sessionId = `pika_${randomUUID().replaceAll('-', '')}`;
await playSomething();
const titles = [];
const opens = [];
for (let i = 0; i < TIMES; i += 1) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
  await page.addInitScript(watch);
  await page.goto(`${slow}/live/${sessionId}`);
  await page.waitForFunction(() => window.seen?.title && window.seen.open);
  const seen = await page.evaluate(() => window.seen);
  titles.push(seen.title);
  opens.push(seen.open);
  await context.close();
}
console.warn(`title: ${said(titles)}; line open: ${said(opens)} ms, ${TIMES} times`);
await browser.close();
line.close();
cloud.kill();
await rm(folder, { recursive: true, force: true });

/** In the page: notes when the title is there, and when the line is. */
function watch() {
  window.seen = {};
  new MutationObserver(() => {
    if (document.querySelector('[data-testid=title]')) window.seen.title ??= performance.now();
    const news = document.querySelector('header [role=status]')?.textContent;
    if (news === 'Connected') window.seen.open ??= performance.now();
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** A booth, in a page of its own that stays open. */
async function playSomething() {
  const page = await browser.newPage();
  await page.goto(`http://${address}/health`);
  await page.evaluate(
    async ({ session, play }) => {
      const socket = new WebSocket(`ws://${location.host}/ws`);
      await new Promise((opened) => (socket.onopen = opened));
      const answered = new Promise((done) => {
        socket.onmessage = ({ data }) => JSON.parse(data).messageId === 'play' && done();
      });
      const say = (frame) => socket.send(JSON.stringify({ sessionId: session, ...frame }));
      say({ type: 'REGISTER_SESSION', protocol: 1, djName: 'DJ Mara' });
      const track = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
      const playedAt = new Date().toISOString();
      say({ type: 'BROADCAST_TRACK', messageId: 'play', seq: 1, playId: play, playedAt, track });
      await answered;
    },
    { session: sessionId, play: randomUUID() },
  );
}

function said(times) {
  const sorted = [...times].sort((a, b) => a - b).map(Math.round);
  return `median ${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]} to ${sorted.at(-1)})`;
}
