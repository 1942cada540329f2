import WebSocket, { WebSocketServer } from 'ws';

/** Stands between bridges and the engine, passes every frame on as it is, and keeps it. */
export class Relay {
  /** `{ from: 'bridge' | 'engineToBridge', frame }`, in the order in which they came. */
  frames = [];
  engine = null;
  #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

  static async start() {
    const relay = new Relay();
    relay.#server.on('connection', (bridge) => relay.#connect(bridge));
    await new Promise((resolve) => relay.#server.once('listening', resolve));
    return relay;
  }

  get address() {
    return `ws://127.0.0.1:${this.#server.address().port}/v1/bridge`;
  }

  stop() {
    for (const bridge of this.#server.clients) bridge.terminate();
    this.#server.close();
  }

  #connect(bridge) {
    if (!this.engine) {
      bridge.close();
      return;
    }
    const engine = new WebSocket(this.engine);
    const waiting = [];
    bridge.on('message', (data) => {
      this.frames.push({ from: 'bridge', frame: JSON.parse(data) });
      if (engine.readyState === WebSocket.OPEN) engine.send(String(data));
      else waiting.push(String(data));
    });
    engine.on('open', () => waiting.forEach((text) => engine.send(text)));
    engine.on('message', (data) => {
      this.frames.push({ from: 'engineToBridge', frame: JSON.parse(data) });
      bridge.send(String(data));
    });
    for (const [one, other] of [[bridge, engine], [engine, bridge]]) {
      one.on('close', () => other.terminate());
      one.on('error', () => other.terminate());
    }
  }
}
