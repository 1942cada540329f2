import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { WebSocketServer } from 'ws';
import { listen } from './listen.js';

const built = new URL('../../../src/bridge/dist/', import.meta.url);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

// As the host sends it: the page under test must get along with it.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
  + "worker-src blob:; frame-src https: http://localhost:* http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Stands in for the engine: the bridge's page, and /v1/bridge by the bridge's protocol. */
export class Engine {
  /** Every bridge that ever said hello, the oldest first. */
  bridges = [];
  isAccepting = true;
  isWelcoming = true;
  configuration = null;
  /** Pages of a customer's own, by path; a function answers itself. */
  pages = new Map();
  #attachments = 0;

  constructor() {
    this.http = createServer((request, response) => this.#serve(request, response));
    this.sockets = new WebSocketServer({ noServer: true });
    this.http.on('upgrade', (request, socket, head) => {
      if (request.url !== '/v1/bridge' || !this.isAccepting) {
        socket.destroy();
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, webSocket => this.#connected(webSocket));
    });
  }

  async start() {
    if (!existsSync(new URL('page.js', built))) {
      throw new Error('The bridge is not built: npm ci && npm run build in src/bridge.');
    }
    this.url = `http://127.0.0.1:${await listen(this.http)}`;
    return this;
  }

  async stop() {
    this.sockets.clients.forEach(socket => socket.terminate());
    this.http.closeAllConnections();
    await new Promise(done => this.http.close(done));
  }

  /** The newest bridge that is still there. */
  get attached() {
    return this.bridges.findLast(bridge => !bridge.isLost);
  }

  /** The nth bridge that said hello, from 0. */
  bridge(index) {
    return until(() => this.bridges[index], `bridge ${index}`);
  }

  #connected(socket) {
    socket.once('message', data => {
      const hello = JSON.parse(data);
      const before = this.attached;
      const bridge = new Bridge(socket, hello);
      this.bridges.push(bridge);
      if (this.isWelcoming) {
        this.#attach(bridge);
        before?.send({ type: 'standby' });
      }
      socket.on('close', () => {
        const wasAttached = this.attached === bridge;
        bridge.isLost = true;
        if (wasAttached && this.attached) {
          this.#attach(this.attached);
        }
      });
    });
  }

  #attach(bridge) {
    bridge.send({ type: 'welcome', agentId: bridge.hello.agentARN.split('/').at(-1), attachment: `a${++this.#attachments}` });
  }

  #serve(request, response) {
    const { pathname } = new URL(request.url, 'http://engine');
    const path = pathname.replace(/^\/bridge\/$/, '/bridge/index.html');
    if (typeof this.pages.get(path) === 'function') {
      this.pages.get(path)(response);
      return;
    }
    if (this.pages.has(path)) {
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' }).end(this.pages.get(path));
      return;
    }
    if (path === '/bridge/config.json' && this.configuration !== null) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.configuration));
      return;
    }
    const file = new URL(path.replace('/bridge/', ''), built);
    if (!path.startsWith('/bridge/') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(path)], 'content-security-policy': contentSecurityPolicy }).end(readFileSync(file));
  }
}

class Bridge {
  messages = [];
  isLost = false;
  #requests = 0;

  constructor(socket, hello) {
    this.socket = socket;
    this.hello = hello;
    socket.on('message', data => this.messages.push(JSON.parse(data)));
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  of(type) {
    return this.messages.filter(message => message.type === type);
  }

  /** The newest snapshot that fits, or the next one that does. */
  snapshot(fits = () => true) {
    return until(() => this.of('snapshot').findLast(({ snapshot }) => fits(snapshot))?.snapshot, 'a snapshot that fits');
  }

  message(type) {
    return until(() => this.of(type).at(-1), `a message ${type}`);
  }

  /** Asks the bridge; gives the request's id. */
  request(operation, details = {}, requestId = `r${++this.#requests}-${Math.random().toString(36).slice(2)}`) {
    this.send({ type: 'request', requestId, operation, deadlineMilliseconds: 60_000, ...details });
    return requestId;
  }

  /** Asks the bridge and waits for its result. */
  async ask(operation, details) {
    return this.result(this.request(operation, details));
  }

  result(requestId) {
    return until(() => this.of('result').find(result => result.requestId === requestId), `the result of ${requestId}`);
  }

  lost() {
    return until(() => this.isLost, 'the loss of the bridge');
  }
}

/** Waits for what the function gives, and says what it waited for when it does not come: on a busy machine much takes long. */
export async function until(get, what, milliseconds = 60_000) {
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = await get();
    if (value !== undefined && value !== null && value !== false) {
      return value;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${milliseconds} ms in vain for ${typeof what === 'function' ? what() : what}.`);
    }
    await new Promise(done => setTimeout(done, 20));
  }
}
