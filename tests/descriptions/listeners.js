import WebSocket from 'ws';

/** What came, and a way to wait for what is still to come. */
class Heard {
  events = [];
  #taken = 0;
  #waiting = null;

  add(event) {
    this.events.push(event);
    this.#waiting?.();
  }

  /** The next event that fulfils the condition; those before it are passed over. */
  async next(condition, what) {
    const until = Date.now() + 60_000;
    while (true) {
      while (this.#taken < this.events.length) {
        const event = this.events[this.#taken++];
        if (condition(event)) return event;
      }
      const left = until - Date.now();
      if (left <= 0) throw new Error(`Not heard: ${what}. The last ones:\n${this.events.slice(-4).map((each) => JSON.stringify(each)).join('\n')}`);
      let timer;
      await new Promise((resolve) => { this.#waiting = resolve; timer = setTimeout(resolve, left); });
      clearTimeout(timer);
    }
  }
}

/** An app on an agent's bus. */
export class App extends Heard {
  #socket;

  static async open(address, agentId, query = '') {
    const app = new App();
    app.#socket = new WebSocket(`${address.replace('http', 'ws')}/v1/agents/${agentId}/bus${query}`, 'callactors.v1');
    app.#socket.on('message', (data) => app.add(JSON.parse(data)));
    await new Promise((resolve, reject) => app.#socket.once('open', resolve).once('error', reject));
    return app;
  }

  ask(subtopic, data, topic = 'InboundCall') {
    this.send({ channel: 'Amazon', topic, subtopic, source: 'descriptions', data });
  }

  send(envelope) {
    this.#socket.send(JSON.stringify(envelope));
  }

  /** Waits for the call event of that connection. */
  call(connectionId, event) {
    return this.next(({ message }) => message?.call?.id === connectionId && message.call.event === event, `${connectionId} ${event}`);
  }

  told(subtopic) {
    return this.next((each) => each.subtopic === subtopic, subtopic);
  }

  error(type) {
    return this.next(({ data }) => data?.errorType === type, type);
  }

  close() {
    this.#socket.close();
  }
}

/** A reader of an agent's server-sent events. */
export class Reader extends Heard {
  ids = [];
  #ending = new AbortController();

  static async open(address, agentId, { query = '', headers = {} } = {}) {
    const reader = new Reader();
    const answer = await fetch(`${address}/v1/agents/${agentId}/events${query}`, { headers, signal: reader.#ending.signal });
    if (answer.headers.get('content-type') !== 'text/event-stream') throw new Error(`${answer.status} ${await answer.text()}`);
    reader.#read(answer.body).catch(() => { /* It was closed. */ });
    return reader;
  }

  close() {
    this.#ending.abort();
  }

  async #read(body) {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const lines = Object.fromEntries(block.split('\n').map((line) => line.match(/^(\w*): ?(.*)$/).slice(1)));
        if ('data' in lines) {
          this.ids.push(lines.id ?? null);
          this.add(JSON.parse(lines.data));
        }
      }
    }
  }
}
