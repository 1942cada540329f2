import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Waits until a look gives something, and gives that; fails with `what` and, if given, `more()`. */
export async function eventually(look, what, { withinMilliseconds = 60_000, more = () => '' } = {}) {
  const until = Date.now() + withinMilliseconds;
  while (Date.now() < until) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`Not within ${withinMilliseconds} ms: ${what} ${more()}`);
}

/** A program of this repository in a process of its own, in a folder of its own. */
export class Program {
  #process;
  #ended;
  output = '';

  constructor(name, options, environment = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'callactors-'));
    this.#process = spawn('dotnet', [newest(name), ...options], { cwd: this.folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = new Promise((resolve) => this.#process.once('exit', resolve));
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
    }
  }

  /** The address that it says it listens at. */
  async address() {
    const [, address] = await eventually(
      () => this.output.match(/(http:\/\/127\.0\.0\.1:\d+)/), 'an address', { more: () => this.output });
    return address;
  }

  async stop() {
    this.#process.kill('SIGTERM');
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function newest(name) {
  const built = ['Debug', 'Release'].map((kind) => join(root, `src/${name}/bin/${kind}/net10.0/${name}.dll`)).filter(existsSync)
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (built.length === 0) throw new Error(`${name} is not built: run dotnet build CallActors.sln first.`);
  return built[0];
}
