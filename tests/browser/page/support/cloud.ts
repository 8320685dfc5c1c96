// The real pika-cloud as a child process with a database of its own. It can be taken down and
// brought back at the same address, as a server that restarts.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const targetFolder =
  process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, '../../../../target');
const program = process.env.PIKA_CLOUD ?? join(targetFolder, 'debug/pika-cloud');

export type Settings = Record<string, string>;

/** What a cloud needs to notify phones, with a key of its own. It is no public one. */
export function notifying(): Settings {
  const line = execFileSync(program, ['vapid'], { encoding: 'utf8' }).trim();
  const [name, key] = line.split('=');
  if (!name || !key) throw new Error(`no key: ${line}`);
  return { [name]: key, PIKA_ENV: 'development' };
}

export class Cloud {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private listen: string,
    private readonly settings: Settings,
  ) {}

  /** `settings` go into the environment of the program; letters, if it sends any, into a folder. */
  static async start(settings: Settings = {}, mails = false): Promise<Cloud> {
    if (!existsSync(program)) {
      throw new Error(`${program} is missing; build it with: cargo build -p pika-cloud`);
    }
    const folder = await mkdtemp(join(tmpdir(), 'pika-page-'));
    const post: Settings = mails ? { PIKA_MAIL_FOLDER: join(folder, 'letters') } : {};
    const cloud = new Cloud(folder, '127.0.0.1:0', { ...settings, ...post });
    await cloud.up();
    return cloud;
  }

  get url(): string {
    return `http://${this.listen}`;
  }

  /** The code in the letter of this number, from 0, once it has been sent. */
  async mailedCode(number: number): Promise<string> {
    const { letters } = this;
    if (!letters) throw new Error('this cloud sends no letters');
    for (;;) {
      const names = await readdir(letters).catch(() => []);
      // Their names begin with the time.
      const name = names.filter((each) => each.endsWith('.eml')).sort()[number];
      if (name) {
        const text = await readFile(join(letters, name), 'utf8');
        const code = /^ {4}(\S+)/m.exec(text)?.[1];
        if (!code) throw new Error(`no code in ${text}`);
        return code;
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  private get letters(): string | undefined {
    return this.settings.PIKA_MAIL_FOLDER;
  }

  /** Starts the program and waits until it says that it is ready. */
  async up(): Promise<void> {
    const database = `sqlite:${join(this.folder, 'cloud.db')}`;
    const args = [
      'serve',
      '--listen',
      this.listen,
      '--database',
      database,
      '--allow-anonymous-djs',
    ];
    const env = { ...process.env, ...this.settings };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const complaints: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
    this.listen = await new Promise<string>((found, failed) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /http:\/\/(\S+)/.exec(line)?.[1];
        if (address) found(address);
      });
      child.once('exit', (code) => {
        failed(new Error(`pika-cloud ended with ${code}: ${complaints.slice(-5).join('\n')}`));
      });
      child.once('error', failed);
    });
  }

  /** Asks the program to end and waits until it has. */
  async down(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }

  async discard(): Promise<void> {
    await this.down();
    await rm(this.folder, { recursive: true, force: true });
  }
}
