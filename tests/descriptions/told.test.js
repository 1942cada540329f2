// The documents against what a real host really sends: apps, readers and bridges of a simulated contact centre are
// taken through the whole family of calls, and every message, frame and answer is held against its schema.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { asyncapi, at, compileInOpenapi, faults, messagesOf, openapi, schemaOf } from './documents.js';
import { App, Reader } from './listeners.js';
import { Relay } from './relay.js';
import { eventually, Program } from './running.js';

const answers = [];
const ended = [];
let relay;
let simulator;
let host;
let address;
let app;
let plain;
let reader;

before(async () => {
  relay = await Relay.start();
  simulator = new Program('CallActors.Simulator', '--urls', 'http://127.0.0.1:0', '--bridge', relay.address, '--agents', '2');
  const simulated = await simulator.address();
  host = new Program('CallActors.Host', '--urls', 'http://127.0.0.1:0', '--simulator', simulated);
  address = await host.address();
  relay.engine = `${address.replace('http', 'ws')}/v1/bridge`;
  await eventually(async () => (await (await fetch(`${address}/v1/agents`)).json()).length === 2, 'both agents');
  app = await App.open(address, 'agent1', '?meta=true');
  plain = await App.open(address, 'agent1');
  reader = await Reader.open(address, 'agent1', { query: '?after=0' });
  await simulate('settings', { answerAfterMilliseconds: 100 });

  await queries();
  await callWithThirdParty();
  await callsThatEndOtherwise();
  await callOut();
  await agentState();
  await refusals();
  await failures();
  await twoBridges();
  await addresses();
});

after(async () => {
  ended.forEach((each) => each.close());
  await host?.stop();
  await simulator?.stop();
  relay?.stop();
});

async function simulate(path, body) {
  const answer = await fetch(`${address}/v1/simulator/${path}`, { method: 'POST', body: body && JSON.stringify(body) });
  const json = await answer.json();
  assert.ok(answer.ok, `${path}: ${JSON.stringify(json)}`);
  return json;
}

/** Asks by HTTP what the document describes, and keeps the answer. */
async function get(operationId, path, { status = 200, method = 'GET', body, headers } = {}) {
  const answer = await fetch(`${address}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json();
  assert.equal(answer.status, status, `${path}: ${JSON.stringify(json)}`);
  answers.push({ operationId, status, json });
  return json;
}

const post = (subtopic, data, { wait = true, topic = 'InboundCall', agentId = 'agent1', ...expected } = {}) =>
  get('ask', `/v1/agents/${agentId}/messages${wait ? '?wait=true' : ''}`,
    { method: 'POST', body: { channel: 'Amazon', topic, subtopic, source: 'descriptions', data }, ...expected });

async function ring() {
  const call = await simulate('agents/agent1/calls', { from: '+15550100', to: '+15550199', queue: 'Support', attributes: { tier: 'gold' } });
  await app.call(call.customerConnectionId, 'connecting');
  return { contact: call.contactId, own: call.agentConnectionId, party: call.customerConnectionId };
}

async function answered() {
  const call = await ring();
  app.ask('Answer');
  await app.call(call.party, 'connected');
  return call;
}

async function cleared(call) {
  app.ask('ClearContact', call.contact);
  await app.call(call.own, 'Dropped');
}

async function queries() {
  for (const [subtopic, topic] of [['StateSync', 'InboundCall'], ['GetDirectConnects', 'InboundCall'], ['StateSync', 'Agent'], ['GetStates', 'Agent'], ['Login', 'Agent']]) {
    app.ask(subtopic, undefined, topic);
    plain.ask(subtopic, undefined, topic);
    await app.next((each) => each.topic === topic && each.meta.requestId, subtopic);
    await post(subtopic, undefined, { topic });
  }
}

async function callWithThirdParty() {
  const call = await answered();
  app.ask('Hold', call.party);
  await app.call(call.party, 'hold');
  await get('syncCalls', '/v1/agents/agent1/state');
  await get('listAgents', '/v1/agents');
  app.ask('Resume', call.own);
  await app.call(call.party, 'connected');
  assert.deepEqual(await post('SendDTMF', '12*#'), []);
  const third = await consult('+15550110');
  await simulate(`connections/${third}/hangup`);
  await app.call(third, 'disconnected');
  app.ask('Resume', call.party);
  await app.call(call.party, 'connected');
  const { message: { endpoints } } = (await post('GetDirectConnects'))[0];
  const { endpointARN, endpointId } = endpoints.find(({ type }) => type === 'agent');
  const colleague = await consult({ endpointARN, endpointId });
  await simulate(`connections/${colleague}/answer`);
  await app.call(colleague, 'connected');
  app.ask('Swap');
  await app.call(call.party, 'connected');
  app.ask('Conference');
  await app.call(colleague, 'connected');
  app.ask('StateSync');
  await app.told('StateSync');
  app.ask('Transfer', call.contact);
  await app.call(call.own, 'ACW');
  await cleared(call);
}

async function consult(data) {
  app.ask('Consult', data);
  const { message } = await app.next(({ message: { call } = {} }) => call?.CallType === 'outbound' && call.event === 'connecting', 'a third party');
  if (typeof data === 'string') await app.call(message.call.id, 'connected');
  return message.call.id;
}

async function callsThatEndOtherwise() {
  const rejected = await ring();
  app.ask('Reject', rejected.contact);
  await app.call(rejected.own, 'Rejected');
  await cleared(rejected);
  const missed = await ring();
  await simulate(`contacts/${missed.contact}/abandon`);
  await app.call(missed.own, 'missed');
  await cleared(missed);
}

async function callOut() {
  app.ask('SetMakeCall', '+15550120');
  const { message: { call: { id } } } = await app.next(({ message: { call } = {} }) => call?.CallType === 'outbound' && call.event === 'connected', 'a call out');
  app.ask('Disconnect', id);
  await app.call(id, 'ACW');
  app.ask('ClearContact');
  await app.call(id, 'Dropped');
}

async function agentState() {
  const set = async (name, subtopic, data) => {
    app.ask(subtopic, data, 'Agent');
    await app.next(({ subtopic: told, message }) => told === 'SetAgentState' && message.event === name, name);
  };
  await post('Mute', undefined, { topic: 'Agent' });
  await post('Unmute', undefined, { topic: 'Agent' });
  await set('Break', 'SetNotReady');
  await set('Lunch', 'UpdateState', { label: 'Lunch' });
  await set('Available', 'SetReady');
  app.ask('Logout', undefined, 'Agent');
  await app.told('LogoutSuccess');
  for (const subtopic of ['Login', 'StateSync']) await post(subtopic, undefined, { topic: 'Agent' });
  await set('Available', 'SetReady');
}

async function refusals() {
  for (const [subtopic, type, data] of [
    ['Answer', 'ANSWER_CALL_FAILED'], ['Reject', 'REJECT_CALL_FAILED'], ['Hold', 'HOLD_CALL_FAILED', 'x'], ['Resume', 'RESUME_CALL_FAILED', 'x'],
    ['Disconnect', 'DISCONNECT_CALL_FAILED', 'x'], ['ClearContact', 'CLEAR_CONTACT_FAILED'], ['Consult', 'CONSULT_CALL_FAILED', '+15550110'],
    ['Swap', 'SWAP_CALL_FAILED'], ['Conference', 'CONFERENCE_CALL_FAILED'], ['Transfer', 'TRANSFER_CALL_FAILED'], ['SendDTMF', 'SEND_DTMF_FAILED', '1'],
  ]) {
    app.ask(subtopic, data);
    await app.error(type);
    plain.ask(subtopic, data);
    await plain.error(type);
    assert.equal((await post(subtopic, data, { status: 409 })).data.errorType, type);
  }
  app.ask('UpdateState', { label: 'Busy' }, 'Agent');
  await app.error('AGENT_STATE_NOT_FOUND');
  app.ask('SetReady', undefined, 'Agent');
  await app.error('UPDATE_AGENT_STATE_FAILED');
  app.send({ channel: 'Amazon' });
  await app.error('INVALID_MESSAGE');
  app.send({ channel: 'Amazon', topic: 'InboundCall', subtopic: 'Hold', source: 'descriptions', data: 5, requestId: 'wrong-1' });
  await app.error('INVALID_MESSAGE');
  await post('Hold', undefined, { status: 400 });
  await post('Answer', undefined, { agentId: 'nobody', status: 409 });
  const stranger = await App.open(address, 'nobody', '?meta=true');
  ended.push(stranger);
  for (const subtopic of ['StateSync', 'Login', 'GetStates']) stranger.ask(subtopic, undefined, subtopic === 'StateSync' ? 'InboundCall' : 'Agent');
  stranger.ask('Answer');
  await stranger.error('AGENT_NOT_FOUND');
  app.events.push(...stranger.events);
}

async function failures() {
  const call = await answered();
  for (const form of ['object', 'jsonString', 'text']) {
    await simulate('faults', { operation: 'holdConnection', behaviour: 'fail', times: 1, form });
    app.ask('Hold', call.party);
    await app.error('HOLD_CALL_FAILED');
  }
  await simulate('faults', { operation: 'connectEndpoint', behaviour: 'fail', times: 1 });
  app.ask('Disconnect', call.party);
  await app.call(call.own, 'ACW');
  await cleared(call);
  app.ask('SetMakeCall', '+15550120');
  await app.error('MAKE_CALL_FAILED');
  await post('SetReady', undefined, { topic: 'Agent', status: 409 });
  await post('SetNotReady', undefined, { topic: 'Agent', wait: false, status: 202 });
  await app.told('CcpAgentState');
}

async function twoBridges() {
  const second = new WebSocket(relay.address);
  await new Promise((resolve) => second.once('open', resolve));
  second.send(JSON.stringify({ type: 'hello', agentARN: 'arn:x/agent/agent2', username: 'agent2' }));
  second.send('[]');
  await eventually(() => relay.frames.some(({ frame }) => frame.type === 'standby') && relay.frames.some(({ frame }) => frame.type === 'error'), 'standby and an error');
  second.close();
}

async function addresses() {
  const elsewhere = { Origin: 'https://elsewhere.example' };
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const method of ['get', 'post'].filter((each) => each in item)) {
      await get(item[method].operationId, path.replace('{agentId}', 'agent1'), { method: method.toUpperCase(), headers: elsewhere, status: 403 });
    }
  }
  await get('syncCalls', '/v1/agents/a%20b/state', { status: 400 });
  await get('followEvents', '/v1/agents/agent1/events?after=soon', { status: 400 });
  await get('openBus', '/v1/agents/agent1/bus?meta=perhaps', { status: 400 });
  await get('openBus', '/v1/agents/agent1/bus', { status: 426 });
  await get('openBridge', '/v1/bridge', { status: 426 });
  await get('isLive', '/health/live');
  await get('isReady', '/health/ready');
  await get('describe', '/openapi/v1.json');
  const late = await Reader.open(address, 'agent1', { headers: { 'Last-Event-ID': '999999' } });
  ended.push(late, reader, app, plain);
  const sync = await late.next(() => true, 'a StateSync');
  assert.equal(sync.subtopic, 'StateSync');
  app.events.push(sync);
  const last = Math.max(...app.events.map(({ meta }) => meta?.part ? meta.revision : 0));
  await reader.next(({ meta }) => meta.revision === last && meta.part === meta.parts, 'the last change');
  await eventually(() => plain.events.length > 0 && plain.events.at(-1).subtopic === app.events.filter(({ meta }) => meta.part).at(-1).subtopic, 'the last change');
}

test('every event fits its schema, with meta and without', () => {
  for (const each of [...app.events, ...plain.events, ...reader.events]) {
    assert.deepEqual(faults(schemaOf(each, 'engine'), each), [], JSON.stringify(each));
  }
  assert.ok(app.events.length > 100 && plain.events.length > 100 && reader.events.length > 100);
  assert.ok([...app.events, ...reader.events].every(({ meta }) => meta));
  assert.ok(plain.events.every((each) => !('meta' in each)));
});

test('a reader of server-sent events is told what the apps are told', () => {
  const told = app.events.filter(({ meta }) => meta.part);
  const first = told[0].meta.revision;
  assert.deepEqual(reader.events.filter(({ meta }) => meta.revision >= first), told);
  reader.events.forEach(({ meta }, index) => assert.equal(reader.ids[index], meta.part === meta.parts ? String(meta.revision) : null));
});

test('every event that is described was told', () => {
  const told = new Set(app.events.map((each) => schemaOf(each, 'engine')));
  assert.deepEqual(messagesOf('engine').map(({ schema }) => schema).filter((name) => !told.has(name)), []);
  const kinds = new Set(app.events.filter(({ message }) => message?.call).map(({ message }) => message.call.event));
  assert.deepEqual([...kinds].sort(), [...asyncapi.components.schemas.CallEvent.enum].sort());
});

test('every error type was told, but for those of a host in trouble', () => {
  const told = new Set([...app.events, ...answers.map(({ json }) => json)].map(({ data }) => data?.errorType).filter(Boolean));
  const missing = asyncapi.components.schemas.ErrorType.enum.filter((type) => !told.has(type));
  assert.deepEqual(missing, ['RATE_LIMITED', 'JOURNAL_UNAVAILABLE']);
});

test('every frame between bridge and engine fits its schema, and every one that is described went over the wire', () => {
  const seen = new Set();
  for (const { from, frame } of relay.frames.filter(({ frame: each }) => !Array.isArray(each))) {
    const schema = schemaOf(frame, from);
    seen.add(schema);
    assert.deepEqual(faults(schema, frame), [], JSON.stringify(frame));
  }
  const described = [...messagesOf('bridge'), ...messagesOf('engineToBridge')].map(({ schema }) => schema);
  assert.deepEqual(described.filter((name) => !seen.has(name)), []);
});

test('every operation that is described was asked of a bridge', () => {
  const described = asyncapi.components.schemas.BridgeRequest.oneOf.flatMap(({ $ref }) => at(asyncapi, $ref).properties.operation.enum);
  const asked = new Set(relay.frames.map(({ frame }) => frame.operation).filter(Boolean));
  assert.deepEqual(described.filter((name) => !asked.has(name)), []);
});

test('every answer over HTTP fits its schema', () => {
  for (const { operationId, status, json } of answers) {
    const described = responseOf(operationId, status);
    const validate = compileInOpenapi(described.content['application/json'].schema);
    assert.ok(validate(json), `${operationId} ${status}: ${JSON.stringify(validate.errors)}\n${JSON.stringify(json).slice(0, 2000)}`);
  }
});

test('every answer that is described was given, but for those of a host in trouble', () => {
  const given = new Set(answers.map(({ operationId, status }) => `${operationId} ${status}`));
  // Sockets and streams were opened in another way.
  ['openBus 101', 'openBridge 101', 'followEvents 200'].forEach((each) => given.add(each));
  const described = operations().flatMap(({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`));
  assert.deepEqual(described.filter((each) => !given.has(each) && !each.endsWith(' 503')), []);
});

function operations() {
  return Object.values(openapi.paths).flatMap((item) => Object.values(item).filter(({ operationId }) => operationId));
}

function responseOf(operationId, status) {
  const response = operations().find((each) => each.operationId === operationId).responses[status];
  assert.ok(response, `${operationId} ${status} is not described.`);
  return response.$ref ? at(openapi, response.$ref) : response;
}
