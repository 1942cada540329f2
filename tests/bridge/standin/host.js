import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { until } from './engine.js';

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
    this.folder = mkdtempSync(join(tmpdir(), 'callactors-host-'));
    this.output = '';
    const build = withPage ? builds[0] : join(this.folder, 'host');
    if (!withPage) {
      cpSync(builds[0], build, { recursive: true, filter: source => source !== join(builds[0], 'bridge') });
    }
    this.process = spawn('dotnet', [join(build, 'CallActors.Host.dll'), '--urls', 'http://127.0.0.1:0',
      '--journal', `sqlite:${join(this.folder, 'host.db')}`, '--simulator', 'off', '--deadline-seconds', '60']);
    this.process.stdout.on('data', text => { this.output += text; });
    this.process.stderr.on('data', text => { this.output += text; });
    // A port that was tried before could be another's by now: the host says which one it was given.
    [this.url] = await until(() => {
      if (this.process.exitCode !== null) {
        throw new Error(`The host ended: ${this.output}`);
      }
      return this.output.match(/http:\/\/127\.0\.0\.1:\d+/);
    }, () => `the host's address: ${this.output}`);
    await until(async () => (await fetch(`${this.url}/health/ready`).catch(() => null))?.ok, 'the host to be ready');
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
      /** Asks, and waits for what became of it. */
      askUntilKnown: async (subtopic, data) => {
        const body = JSON.stringify({ channel: 'Amazon', topic: 'InboundCall', subtopic, source: 'test', data });
        const answer = await fetch(`${this.url}/v1/agents/${agentId}/messages?wait=true`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        return answer.status;
      },
      /** The next events after so many, once there are that many. */
      next: async (from, count) => {
        await until(() => events.length >= from + count, () => `${count} events after ${from}: ${JSON.stringify(events.slice(from))}`);
        return events.slice(from, from + count);
      },
    };
  }
}
