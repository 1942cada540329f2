// Calls that are taken through everything that can be asked of them.
import assert from 'node:assert/strict';

async function ring({ app, simulate }) {
  const call = await simulate('agents/agent1/calls', { from: '+15550100', to: '+15550199', queue: 'Support', attributes: { tier: 'gold' } });
  await app.call(call.customerConnectionId, 'connecting');
  return { contact: call.contactId, own: call.agentConnectionId, party: call.customerConnectionId };
}

async function answered(conversation) {
  const { app } = conversation;
  const call = await ring(conversation);
  app.ask('Answer');
  await app.call(call.party, 'connected');
  return call;
}

async function cleared({ app }, call) {
  app.ask('ClearContact', call.contact);
  await app.call(call.own, 'Dropped');
}

export async function queries({ app, plain, post }) {
  for (const [subtopic, topic] of [['StateSync', 'InboundCall'], ['GetDirectConnects', 'InboundCall'], ['StateSync', 'Agent'], ['GetStates', 'Agent'], ['Login', 'Agent']]) {
    app.ask(subtopic, undefined, topic);
    plain.ask(subtopic, undefined, topic);
    await app.next((each) => each.topic === topic && each.meta.requestId, subtopic);
    await post(subtopic, undefined, { topic });
  }
}

export async function callWithThirdParty(conversation) {
  const { app, get, post, simulate } = conversation;
  const call = await answered(conversation);
  app.ask('Hold', call.party);
  await app.call(call.party, 'hold');
  await get('syncCalls', '/v1/agents/agent1/state');
  await get('listAgents', '/v1/agents');
  app.ask('Resume', call.own);
  await app.call(call.party, 'connected');
  assert.deepEqual(await post('SendDTMF', '12*#'), []);
  const third = await consult(app, '+15550110');
  await simulate(`connections/${third}/hangup`);
  await app.call(third, 'disconnected');
  app.ask('Resume', call.party);
  await app.call(call.party, 'connected');
  const { message: { endpoints } } = (await post('GetDirectConnects'))[0];
  const { endpointARN, endpointId } = endpoints.find(({ type }) => type === 'agent');
  const colleague = await consult(app, { endpointARN, endpointId });
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
  await cleared(conversation, call);
}

async function consult(app, data) {
  app.ask('Consult', data);
  const { message } = await app.next(({ message: { call } = {} }) => call?.CallType === 'outbound' && call.event === 'connecting', 'a third party');
  if (typeof data === 'string') await app.call(message.call.id, 'connected');
  return message.call.id;
}

export async function callsThatEndOtherwise(conversation) {
  const { app, simulate } = conversation;
  const rejected = await ring(conversation);
  app.ask('Reject', rejected.contact);
  await app.call(rejected.own, 'Rejected');
  await cleared(conversation, rejected);
  const missed = await ring(conversation);
  await simulate(`contacts/${missed.contact}/abandon`);
  await app.call(missed.own, 'missed');
  await cleared(conversation, missed);
}

export async function callOut({ app }) {
  app.ask('SetMakeCall', '+15550120');
  const { message: { call: { id } } } = await app.next(({ message: { call } = {} }) => call?.CallType === 'outbound' && call.event === 'connected', 'a call out');
  app.ask('Disconnect', id);
  await app.call(id, 'ACW');
  app.ask('ClearContact');
  await app.call(id, 'Dropped');
}

export async function failures(conversation) {
  const { app, post, simulate } = conversation;
  const call = await answered(conversation);
  for (const form of ['object', 'jsonString', 'text']) {
    await simulate('faults', { operation: 'holdConnection', behaviour: 'fail', times: 1, form });
    app.ask('Hold', call.party);
    await app.error('HOLD_CALL_FAILED');
  }
  await simulate('faults', { operation: 'connectEndpoint', behaviour: 'fail', times: 1 });
  app.ask('Disconnect', call.party);
  await app.call(call.own, 'ACW');
  await cleared(conversation, call);
  app.ask('SetMakeCall', '+15550120');
  await app.error('MAKE_CALL_FAILED');
  await post('SetReady', undefined, { topic: 'Agent', status: 409 });
  await post('SetNotReady', undefined, { topic: 'Agent', wait: false, status: 202 });
  await app.told('CcpAgentState');
}
