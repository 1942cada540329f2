import type { Clock } from './clock.js';
import type { Agent, Endpoint } from './streams.js';

const againMilliseconds = 30_000;
const freshMilliseconds = 5 * 60_000;

// The engine takes no longer list.
const endpointsMaximum = 1_000;

/** What the agent may choose from: agent states, and endpoints to consult or call. Told after every hello and when it changes. */
export class Catalogue {
  private key = '';
  private endpoints: object[] | null = null;
  private endpointsAt = 0;
  private fetches = 0;

  constructor(private readonly agent: Agent, private readonly clock: Clock, private readonly send: (message: object) => void) {}

  /** A new socket knows nothing yet. */
  tell(): void {
    this.key = this.keyNow();
    this.send({
      type: 'states',
      states: this.agent.getAgentStates().map(({ agentStateARN, name, type }) => ({ agentStateARN, name, type })),
    });
    if (this.endpoints !== null) {
      this.send({ type: 'endpoints', endpoints: this.endpoints });
    }
    // Amazon Connect is not asked again by a whole floor that reconnects.
    if (this.endpoints === null || Date.now() - this.endpointsAt > freshMilliseconds) {
      this.fetch();
    }
  }

  /** The agent's configuration may have changed. */
  refresh(): void {
    if (this.key !== '' && this.key !== this.keyNow()) {
      this.endpoints = null;
      this.tell();
    }
  }

  private fetch(): void {
    // An answer to an earlier question is for queues that the agent may no longer have.
    const fetch = ++this.fetches;
    this.agent.getEndpoints(this.agent.getAllQueueARNs(), {
      success: ({ endpoints }) => {
        if (fetch === this.fetches) {
          this.endpoints = endpoints.slice(0, endpointsMaximum).map(entryOf);
          this.endpointsAt = Date.now();
          this.send({ type: 'endpoints', endpoints: this.endpoints });
        }
      },
      failure: () => {
        this.clock.after(againMilliseconds, () => { if (fetch === this.fetches) { this.fetch(); } });
      },
    });
  }

  private keyNow(): string {
    return JSON.stringify([this.agent.getAgentStates(), this.agent.getAllQueueARNs()]);
  }
}

function entryOf({ endpointARN, endpointId, type, name, phoneNumber }: Endpoint): object {
  return { endpointARN, endpointId, type, name, phoneNumber };
}
