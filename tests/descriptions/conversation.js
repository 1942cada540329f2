import assert from 'node:assert/strict';
import { App, Reader } from './listeners.js';
import { Relay } from './relay.js';
import { eventually, Program } from './running.js';
import * as calls from './scenes/calls.js';
import * as others from './scenes/others.js';

/**
 * A real host and a simulated contact centre, with two apps and a reader on one agent, taken through the whole family
 * of calls. What came is kept: in the listeners, in the relay between bridges and engine, and in `answers`.
 */
export class Conversation {
  /** What was answered over HTTP: `{ operationId, status, json }`. */
  answers = [];
  #opened = [];

  async hold() {
    this.relay = await Relay.start();
    this.simulator = new Program('CallActors.Simulator', ['--urls', 'http://127.0.0.1:0', '--bridge', this.relay.address, '--agents', '2']);
    this.host = new Program(
      'CallActors.Host', ['--urls', 'http://127.0.0.1:0', '--simulator', await this.simulator.address()],
      { CALLACTORS_AGENT_EVENTS_KEY: 'firehose', CALLACTORS_CONTACT_EVENTS_KEY: 'eventbridge' });
    this.address = await this.host.address();
    this.relay.engine = `${this.address.replace('http', 'ws')}/v1/bridge`;
    await eventually(async () => (await (await fetch(`${this.address}/v1/agents`)).json()).length === 2, 'both agents');
    this.app = await this.open('agent1', '?meta=true');
    this.plain = await this.open('agent1');
    this.reader = await this.read({ query: '?after=0' });
    await this.simulate('settings', { answerAfterMilliseconds: 100 });

    await calls.queries(this);
    await calls.callWithThirdParty(this);
    await calls.callsThatEndOtherwise(this);
    await calls.callOut(this);
    await others.agentState(this);
    await others.refusals(this);
    await calls.failures(this);
    await others.twoBridges(this);
    await others.feeds(this);
    await others.addresses(this);
  }

  async end() {
    this.#opened.forEach((each) => each.close());
    await this.host?.stop();
    await this.simulator?.stop();
    this.relay?.stop();
  }

  open = async (agentId, query) => this.#keep(await App.open(this.address, agentId, query));

  read = async (options) => this.#keep(await Reader.open(this.address, 'agent1', options));

  /** Has the contact centre do something. */
  simulate = async (path, body) => {
    const answer = await fetch(`${this.address}/v1/simulator/${path}`, { method: 'POST', body: body && JSON.stringify(body) });
    const json = await answer.json();
    assert.ok(answer.ok, `${path}: ${JSON.stringify(json)}`);
    return json;
  };

  /** Asks by HTTP what the document describes, and keeps the answer. */
  get = async (operationId, path, { status = 200, method = 'GET', body, headers } = {}) => {
    const answer = await fetch(`${this.address}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.equal(answer.status, status, `${path}: ${text}`);
    const json = text ? JSON.parse(text) : null;
    this.answers.push({ operationId, status, json });
    return json;
  };

  /** Asks by HTTP as an app does, and waits for the outcome unless told otherwise. */
  post = (subtopic, data, { wait = true, topic = 'InboundCall', agentId = 'agent1', ...expected } = {}) => this.get(
    'ask', `/v1/agents/${agentId}/messages${wait ? '?wait=true' : ''}`,
    { method: 'POST', body: { channel: 'Amazon', topic, subtopic, source: 'descriptions', data }, ...expected });

  #keep(listener) {
    this.#opened.push(listener);
    return listener;
  }
}
