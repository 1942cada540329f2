import { learnClock } from './page.js';
import { toast } from './toast.js';

const at = (path) => new URL(path, document.baseURI);

/** @returns {Promise<Array>} who is known, with open contacts; throws while the node does not answer */
export async function listAgents() {
  const agents = [];
  for (let path = 'v1/agents'; path;) {
    const response = await fetch(at(path), { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`The node answered ${response.status} to the list of agents.`);
    learnClock(response.headers.get('date'));
    agents.push(...await response.json());
    // A relative path, so that a console behind a gateway stays there.
    path = /^<\/(v1\/agents[^>]*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return agents;
}

/** @returns {Promise<boolean>} whether a simulator stands behind this node */
export async function hasSimulator() {
  try {
    return (await fetch(at('v1/simulator'), { cache: 'no-store', signal: AbortSignal.timeout(5000) })).status === 200;
  } catch {
    return false;
  }
}

/** Asks the simulator for something, and says it on the page where that fails. @returns {Promise<boolean>} */
export async function askSimulator(path, body) {
  try {
    const response = await fetch(at(`v1/simulator/${path}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    if (response.ok) return true;
    toast('The simulator refused.', reasonIn(await response.text()) || `It answered ${response.status}.`);
  } catch {
    toast('The simulator did not answer.', 'Is the node running?');
  }
  return false;
}

function reasonIn(text) {
  try {
    const { error, detail, title, message, data } = JSON.parse(text);
    return [error, detail, message, data?.errorMessage, title].find((part) => typeof part === 'string') ?? text;
  } catch {
    return text;
  }
}

export const agentPath = (agentId, rest) => `agents/${encodeURIComponent(agentId)}/${rest}`;
export const connectionPath = (connectionId, rest) => `connections/${encodeURIComponent(connectionId)}/${rest}`;
export const contactPath = (contactId, rest) => `contacts/${encodeURIComponent(contactId)}/${rest}`;
