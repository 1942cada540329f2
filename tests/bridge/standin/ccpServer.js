import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from './listen.js';

const streams = readFileSync(new URL('../../../src/bridge/node_modules/amazon-connect-streams/release/connect-streams-min.js', import.meta.url));
const page = readFileSync(new URL('ccp.html', import.meta.url));
const worker = readFileSync(new URL('worker.js', import.meta.url));
const longPollMilliseconds = 5_000;

/**
 * Stands in for an Amazon Connect instance: a CCP page that runs the CCP's side of Amazon's own library with its shared
 * worker, and the service that the worker asks, in the JSON protocol of Amazon's SDK.
 */
export class CcpServer {
  /** Whether Amazon knows the agent's token; when it does not, every call is answered 401. */
  isAuthorized = true;

  constructor(centre) {
    this.centre = centre;
    this.http = createServer((request, response) => this.#answer(request, response));
    this.sockets = new WebSocketServer({ server: this.http });
    // What Amazon pushes here is chat and tasks; voice is polled.
    this.sockets.on('connection', socket => socket.on('message', data => {
      const { topic } = JSON.parse(data);
      socket.send(JSON.stringify({ topic, statusCode: 200, content: { status: 'success', topics: [] } }));
    }));
  }

  async start() {
    this.port = await listen(this.http);
    this.url = `http://127.0.0.1:${this.port}/ccp-v2/`;
    return this;
  }

  async stop() {
    this.sockets.clients.forEach(socket => socket.terminate());
    this.http.closeAllConnections();
    await new Promise(done => this.http.close(done));
  }

  async #answer(request, response) {
    const path = new URL(request.url, 'http://ccp').pathname;
    const files = { '/ccp-v2/': [page, 'text/html'], '/streams.js': [streams, 'text/javascript'], '/worker.js': [worker, 'text/javascript'] };
    if (files[path] !== undefined) {
      // Without a session there is only the way to the login.
      const [body, type] = path === '/ccp-v2/' && !this.isAuthorized ? ['<h1>Log in</h1>', 'text/html'] : files[path];
      response.writeHead(200, { 'content-type': type, 'cache-control': path === '/ccp-v2/' ? 'no-store' : 'max-age=60' }).end(body);
    } else if (path === '/auth/authorize') {
      const body = JSON.stringify({ accessToken: 'another-token', expiration: Date.now() + 86_400_000 });
      response.writeHead(this.isAuthorized ? 200 : 401, { 'content-type': 'application/json' }).end(this.isAuthorized ? body : '{}');
    } else if (path === '/api' && request.method === 'POST') {
      let text = '';
      for await (const piece of request) {
        text += piece;
      }
      await this.#operate(request.headers['x-amz-target'].split('.').at(-1), JSON.parse(text || '{}'), response);
    } else {
      response.writeHead(404).end();
    }
  }

  async #operate(operation, parameters, response) {
    const { authentication: _, ...rest } = parameters;
    const isPolled = operation.startsWith('GetAgent') || ['CreateTransport', 'GetDialableCountryCodes', 'GetRoutingProfileQueues', 'SendClientLogs'].includes(operation);
    if (!isPolled) {
      this.centre.calls.push({ operation, ...rest });
    }
    const fault = this.centre.faults.get(operation)?.shift();
    try {
      if (!this.isAuthorized) {
        throw Object.assign(new Error('Unauthorized'), { type: 'UnauthorizedException', status: 401 });
      }
      if (fault?.silent) {
        return;
      }
      if (fault?.error !== undefined) {
        throw Object.assign(new Error(fault.error.message), fault.error);
      }
      reply(response, 200, await this.#result(operation, rest));
    } catch (error) {
      reply(response, error.status ?? 400, { __type: error.type ?? 'InternalServiceException', message: error.message });
    }
  }

  async #result(operation, parameters) {
    if (operation === 'CreateTransport') {
      const expiry = new Date(Date.now() + 3_600_000).toISOString();
      return { webSocketTransport: { url: `wss://127.0.0.1:${this.port}/push`, transportLifeTimeInSeconds: 3_600, expiry } };
    }
    if (operation === 'GetAgentSnapshot') {
      await this.centre.newer(Number(parameters.nextToken ?? 0), longPollMilliseconds);
      return { snapshot: this.centre.snapshot(), nextToken: String(this.centre.version) };
    }
    return this.centre.perform(operation, parameters);
  }
}

function reply(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
