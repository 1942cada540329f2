/** As much of Amazon Connect Streams as the bridge uses; whoever has Streams on the page has an object of this shape. */

export interface Callbacks {
  readonly success: (data?: unknown) => void;
  readonly failure: (error?: unknown, data?: unknown) => void;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface AgentState {
  readonly agentStateARN: string | null;
  readonly name: string;
  readonly type: string;
}

export interface Endpoint {
  readonly endpointARN: string | null;
  readonly endpointId: string | null;
  readonly type: string | null;
  readonly name: string | null;
  readonly phoneNumber: string | null;
}

export interface Connection {
  hold(callbacks: Callbacks): void;
  resume(callbacks: Callbacks): void;
  destroy(callbacks: Callbacks): void;
  sendDigits(digits: string, callbacks: Callbacks): void;
}

export interface Contact {
  accept(callbacks: Callbacks): void;
  reject(callbacks: Callbacks): void;
  clear(callbacks: Callbacks): void;
  addConnection(endpoint: unknown, callbacks: Callbacks): void;
  toggleActiveConnections(callbacks: Callbacks): void;
  conferenceConnections(callbacks: Callbacks): void;
}

export interface AgentConfiguration {
  readonly agentARN: string;
  readonly username: string;
  readonly name: string;
}

export interface Agent {
  getConfiguration(): AgentConfiguration;
  getAgentStates(): AgentState[];
  getAllQueueARNs(): string[];
  getEndpoints(queueARNs: string[], callbacks: { success(data: { endpoints: Endpoint[] }): void; failure(error?: unknown): void }): void;
  setState(state: unknown, callbacks: Callbacks, options: { enqueueNextState: boolean }): void;
  connect(endpoint: unknown, callbacks: Callbacks): void;
  mute(): void;
  unmute(): void;
  onMuteToggle(action: (status: { muted: boolean }) => void): Subscription;
  onRefresh(action: (agent: Agent) => void): Subscription;
  onStateChange(action: () => void): Subscription;
  toSnapshot(): unknown;
}

export interface Streams {
  readonly version?: string;
  readonly core: { getEventBus(): { subscribe(event: string, action: () => void): Subscription } | null };
  readonly EventType: { readonly TERMINATED: string; readonly IFRAME_RETRIES_EXHAUSTED: string };
  readonly Agent: new () => Agent;
  readonly Contact: new (contactId: string) => Contact;
  readonly VoiceConnection: new (contactId: string, connectionId: string) => Connection;
  agent(action: (agent: Agent) => void): Subscription;
}

/** What Amazon Connect said of the agent last, the whole of it: the same object until it says something else. */
export function newestSnapshot(agent: Agent): object {
  // Streams wraps the data for its own accessors; the typed part of its interface has no way to the whole.
  return (agent.toSnapshot() as { agentData: { snapshot: object } }).agentData.snapshot;
}
