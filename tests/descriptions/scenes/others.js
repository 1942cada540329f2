// The agent's state, what is refused, a second bridge, Amazon's feeds, and every address.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import WebSocket from 'ws';
import { openapi } from '../documents.js';
import { eventually } from '../running.js';

export async function agentState({ app, post }) {
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

export async function refusals({ app, plain, post, open }) {
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
  const stranger = await open('nobody', '?meta=true');
  for (const subtopic of ['StateSync', 'Login', 'GetStates']) stranger.ask(subtopic, undefined, subtopic === 'StateSync' ? 'InboundCall' : 'Agent');
  stranger.ask('Answer');
  await stranger.error('AGENT_NOT_FOUND');
  app.events.push(...stranger.events);
}

export async function twoBridges({ relay }) {
  const second = new WebSocket(relay.address);
  await new Promise((resolve) => second.once('open', resolve));
  second.send(JSON.stringify({ type: 'hello', agentARN: 'arn:x/agent/agent2', username: 'agent2' }));
  second.send('[]');
  await eventually(() => relay.frames.some(({ frame }) => frame.type === 'standby') && relay.frames.some(({ frame }) => frame.type === 'error'), 'standby and an error');
  second.close();
}

export async function feeds({ address, answers, get }) {
  const at = '2026-11-22T10:30:00.000Z';
  const agentEvent = {
    AgentARN: 'arn:x/agent/feed1', EventId: 'event-1', EventTimestamp: at, EventType: 'STATE_CHANGE', Version: '2017-10-01',
    CurrentAgentSnapshot: {
      AgentStatus: { ARN: 'arn:x/agent-state/s1', Name: 'Available', Type: 'ROUTABLE', StartTimestamp: at },
      Contacts: [{ ContactId: 'contact-1', Channel: 'VOICE', InitiationMethod: 'INBOUND', State: 'CONNECTED', StateStartTimestamp: at, Queue: { Name: 'Support' } }],
    },
  };
  const record = (value) => ({ data: Buffer.from(JSON.stringify(value)).toString('base64') });
  const firehose = { method: 'POST', headers: { 'X-Amz-Firehose-Access-Key': 'firehose', 'X-Amz-Firehose-Request-Id': 'delivery-1' } };
  const agentEvents = '/v1/connect/agent-events';
  await get('takeAgentEvents', agentEvents, { ...firehose, body: { requestId: 'delivery-1', timestamp: 1, records: [record(agentEvent), record({ EventId: 'broken' })] } });
  await get('takeAgentEvents', agentEvents, { ...firehose, body: {}, status: 400 });
  await get('takeAgentEvents', agentEvents, { method: 'POST', body: {}, status: 401 });
  const calls = (await get('syncCalls', '/v1/agents/feed1/state')).message.calls;
  assert.deepEqual(calls.map(({ connectionId, status }) => `${connectionId} ${status}`), ['contact-1-agent connected', 'contact-1 connected']);

  const contactEvent = { id: 'event-2', time: at, detail: { contactId: 'contact-1', eventType: 'QUEUED', channel: 'VOICE' } };
  const eventBridge = { method: 'POST', headers: { 'X-Api-Key': 'eventbridge' } };
  const contactEvents = '/v1/connect/contact-events';
  assert.deepEqual(await get('takeContactEvents', contactEvents, { ...eventBridge, body: [contactEvent, { id: 5 }] }), { taken: 0, passedOver: 1, setAside: 1 });
  await get('takeContactEvents', contactEvents, { ...eventBridge, body: 'none', status: 400 });
  await get('takeContactEvents', contactEvents, { method: 'POST', body: {}, status: 401 });
  for (const [operationId, path, headers] of [['takeAgentEvents', agentEvents, firehose.headers], ['takeContactEvents', contactEvents, eventBridge.headers]]) {
    answers.push({ operationId, status: 413, json: await tooLong(address + path, headers) });
  }

  const [first, second] = await get('listSetAside', '/v1/connect/set-aside');
  await get('showSetAside', `/v1/connect/set-aside/${first.number}`);
  await get('retrySetAside', `/v1/connect/set-aside/${first.number}/retry`, { method: 'POST', status: 409 });
  for (const { number } of [first, second]) await get('deleteSetAside', `/v1/connect/set-aside/${number}`, { method: 'DELETE', status: 204 });
  await get('showSetAside', `/v1/connect/set-aside/${first.number}`, { status: 404 });
  await get('deleteSetAside', `/v1/connect/set-aside/${first.number}`, { method: 'DELETE', status: 404 });
  await get('retrySetAside', `/v1/connect/set-aside/${first.number}/retry`, { method: 'POST', status: 404 });
}

/** A request that says that it is longer than any may be; it is answered before it is sent. */
function tooLong(address, headers) {
  return new Promise((resolve, reject) => {
    const asking = request(address, { method: 'POST', headers: { ...headers, 'Content-Length': 1_000_000_000 } }, async (answer) => {
      let text = '';
      for await (const part of answer.setEncoding('utf8')) text += part;
      asking.destroy();
      if (answer.statusCode === 413) resolve(JSON.parse(text));
      else reject(new Error(`${address}: ${answer.statusCode} ${text}`));
    });
    asking.on('error', reject);
    asking.flushHeaders();
  });
}

export async function addresses({ app, plain, reader, get, read }) {
  const elsewhere = { Origin: 'https://elsewhere.example' };
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const method of ['get', 'post', 'delete'].filter((each) => each in item)) {
      await get(item[method].operationId, path.replace('{agentId}', 'agent1').replace('{number}', '1'), { method: method.toUpperCase(), headers: elsewhere, status: 403 });
    }
  }
  await get('listAgents', '/v1/agents?limit=0', { status: 400 });
  await get('syncCalls', '/v1/agents/a%20b/state', { status: 400 });
  await get('followEvents', '/v1/agents/agent1/events?after=soon', { status: 400 });
  await get('openBus', '/v1/agents/agent1/bus?meta=perhaps', { status: 400 });
  await get('openBus', '/v1/agents/agent1/bus', { status: 426 });
  await get('openBridge', '/v1/bridge', { status: 426 });
  await get('isLive', '/health/live');
  await get('isReady', '/health/ready');
  await get('describe', '/openapi/v1.json');
  const late = await read({ headers: { 'Last-Event-ID': '999999' } });
  const sync = await late.next(() => true, 'a StateSync');
  assert.equal(sync.subtopic, 'StateSync');
  app.events.push(sync);
  const last = Math.max(...app.events.map(({ meta }) => meta?.part ? meta.revision : 0));
  await reader.next(({ meta }) => meta.revision === last && meta.part === meta.parts, 'the last change');
  await eventually(() => plain.events.length > 0 && plain.events.at(-1).subtopic === app.events.filter(({ meta }) => meta.part).at(-1).subtopic, 'the last change');
}
