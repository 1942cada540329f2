import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { until } from './engine.js';
import { listen } from './listen.js';

const builds = ['Debug', 'Release'].map(name => fileURLToPath(new URL(`../../../src/CallActors.Host/bin/${name}/net10.0/`, import.meta.url)))
  .filter(folder => existsSync(join(folder, 'CallActors.Host.dll')))
  .sort((a, b) => statSync(join(b, 'CallActors.Host.dll')).mtimeMs - statSync(join(a, 'CallActors.Host.dll')).mtimeMs);

/** Why there is no host to run here, or false. */
export const hostMissing = builds.length === 0 ? 'The host is not built: dotnet build src/CallActors.Host.'
  : existsSync(join(builds[0], 'bridge', 'page.js')) ? false : 'The host was built before the bridge: build it again.';

/** The real host on a journal of its own, without a simulator. */
export class Host {
  /** @param withPage false: as it is where npm never built the bridge. */
  async start(withPage = true) {
    const probe = createServer();
    const port = await listen(probe);
    await new Promise(done => probe.close(done));
    this.url = `http://127.0.0.1:${port}`;
    this.folder = mkdtempSync(join(tmpdir(), 'callactors-host-'));
    this.output = '';
    const build = withPage ? builds[0] : join(this.folder, 'host');
    if (!withPage) {
      cpSync(builds[0], build, { recursive: true, filter: source => source !== join(builds[0], 'bridge') });
    }
    this.process = spawn('dotnet', [join(build, 'CallActors.Host.dll'), '--urls', this.url,
      '--journal', `sqlite:${join(this.folder, 'host.db')}`, '--simulator', 'off']);
    this.process.stdout.on('data', text => { this.output += text; });
    this.process.stderr.on('data', text => { this.output += text; });
    await until(async () => {
      if (this.process.exitCode !== null) {
        throw new Error(`The host ended: ${this.output}`);
      }
      return (await fetch(`${this.url}/health/ready`).catch(() => null))?.ok;
    }, 'the host to be ready', 60_000);
    return this;
  }

  async stop() {
    if (this.process.exitCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An app on the agent's bus: sends requests and keeps every event, those of calls apart. */
  async app(agentId) {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/v1/agents/${agentId}/bus`);
    const events = [];
    const agentEvents = [];
    socket.on('message', data => {
      const event = JSON.parse(data);
      (event.topic === 'Agent' ? agentEvents : events).push(event);
    });
    await new Promise((done, failed) => socket.once('open', done).once('error', failed));
    return {
      events,
      agentEvents,
      close: () => socket.terminate(),
      ask: (subtopic, data, topic = 'InboundCall') => socket.send(JSON.stringify({ channel: 'Amazon', topic, subtopic, source: 'test', data })),
      /** The next events after so many, once there are that many. */
      next: async (from, count) => {
        await until(() => events.length >= from + count, () => `${count} events after ${from}: ${JSON.stringify(events.slice(from))}`);
        return events.slice(from, from + count);
      },
    };
  }
}
