import { Catalogue } from './catalogue.js';
import { Clock } from './clock.js';
import { EngineSocket, type EngineUrl } from './engineSocket.js';
import { Pacer } from './pacer.js';
import { readFrame } from './protocol.js';
import { Requests } from './requests.js';
import { newestSnapshot, type Agent, type Streams } from './streams.js';

declare const BRIDGE_VERSION: string;

/** The version of this library. */
export const version: string = BRIDGE_VERSION;

export interface BridgeOptions {
  /** The engine's address, such as wss://calls.example.com/v1/bridge, or a function that gives it for every connection. */
  readonly engineUrl: EngineUrl;
  /** Amazon Connect Streams, already initialised; the page's global `connect` where it is left out. */
  readonly connect?: object;
  /** Told of every change of the bridge's state. */
  readonly onState?: (state: BridgeState) => void;
}

/** How the bridge stands. */
export interface BridgeState {
  /**
   * `waiting`: Amazon Connect has not shown an agent yet, or the agent logged out; `connecting`: to the engine;
   * `attached`: requests come here; `standby`: a newer bridge of the agent has them; `lost`: the engine is tried again;
   * `stopped`: by the page.
   */
  readonly name: 'waiting' | 'connecting' | 'attached' | 'standby' | 'lost' | 'stopped';
  /** The agent's login name, once known. */
  readonly username: string | null;
  /** Why the engine was lost, or what it did not understand. */
  readonly problem: string | null;
  /** How long until it is tried again, while `lost`. */
  readonly againMilliseconds: number | null;
}

/** One agent's session in this page, connected to the engine. */
export class AgentBridge {
  private readonly streams: Streams;
  private readonly clock: Clock;
  private readonly socket: EngineSocket;
  private readonly snapshots: Pacer;
  private readonly callOffs: (() => void)[] = [];
  private agent: Agent | null = null;
  private agentARN = '';
  private requests: Requests | null = null;
  private catalogue: Catalogue | null = null;
  private told: object | null = null;
  private current: BridgeState = { name: 'waiting', username: null, problem: null, againMilliseconds: null };

  /** @throws Error where Streams is missing or not initialised. */
  constructor(private readonly options: BridgeOptions) {
    this.streams = initialised(options.connect);
    this.clock = new Clock(() => this.socket.drop('The page slept.'));
    this.snapshots = new Pacer(this.clock, () => this.sendSnapshot());
    this.socket = new EngineSocket(options.engineUrl, this.clock, {
      opened: () => this.greet(),
      received: (text, socket) => this.take(text, socket),
      lost: (problem, againMilliseconds) => this.become({ name: 'lost', problem, againMilliseconds }),
    });
    const { EventType, core } = this.streams;
    // Without its CCP nothing can be performed here; what was seen last stays true for the engine until it is back.
    this.subscribe(core.getEventBus()!.subscribe(EventType.TERMINATED, () => this.leave('The agent logged out.')));
    this.subscribe(core.getEventBus()!.subscribe(EventType.IFRAME_RETRIES_EXHAUSTED, () => this.leave('The CCP could not be loaded.')));
    const online = (): void => this.socket.hurry();
    const offline = (): void => this.socket.drop('The network is gone.');
    addEventListener('online', online);
    addEventListener('offline', offline);
    this.callOffs.push(() => { removeEventListener('online', online); removeEventListener('offline', offline); });
    this.subscribe(this.streams.agent(agent => this.follow(agent)));
  }

  get state(): BridgeState {
    return this.current;
  }

  /** Leaves the engine for good. */
  stop(): void {
    this.socket.stop();
    this.clock.stop();
    this.callOffs.splice(0).forEach(callOff => callOff());
    this.become({ name: 'stopped', problem: null, againMilliseconds: null });
  }

  private follow(agent: Agent): void {
    if (this.agent !== null) {
      return;
    }
    this.agent = agent;
    this.subscribe(agent.onRefresh(() => this.refresh()));
    this.subscribe(agent.onStateChange(() => this.refresh()));
    this.refresh();
  }

  private refresh(): void {
    const agent = this.agent!;
    const { agentARN, username } = agent.getConfiguration();
    if (agentARN !== this.agentARN) {
      // Somebody logged in, perhaps somebody else: another agent's bridge is another connection.
      this.socket.stop();
      this.agentARN = agentARN;
      this.requests = new Requests(this.streams, agent, this.clock, agentARN);
      this.catalogue = new Catalogue(agent, this.clock, message => void this.socket.send(message));
      this.become({ name: 'connecting', username, problem: null, againMilliseconds: null });
      this.socket.start();
    } else if (this.socket.isOpen()) {
      this.snapshots.offer();
      this.catalogue!.refresh();
    }
  }

  private leave(problem: string): void {
    this.agentARN = '';
    this.socket.stop();
    this.become({ name: 'waiting', username: null, problem, againMilliseconds: null });
  }

  private greet(): void {
    const { agentARN, username, name } = this.agent!.getConfiguration();
    this.become({ name: 'connecting', problem: null, againMilliseconds: null });
    this.socket.send({ type: 'hello', agentARN, username, name, bridgeVersion: `${version} (streams ${this.streams.version ?? 'unknown'})` });
    this.told = null;
    this.snapshots.offer();
    this.catalogue!.tell();
  }

  private take(text: unknown, socket: WebSocket): void {
    const message = readFrame(text);
    switch (message?.type) {
      case 'welcome':
        this.socket.welcomed();
        this.become({ name: 'attached', problem: null, againMilliseconds: null });
        break;
      case 'standby':
        this.become({ name: 'standby', problem: null, againMilliseconds: null });
        break;
      case 'error':
        this.become({ problem: message.message });
        break;
      case 'request':
        if (this.current.name === 'standby') {
          this.become({ name: 'attached' });
        }
        this.requests!.take(message, result => { if (this.socket.isCurrent(socket)) { this.socket.send(result); } });
        break;
      default:
        // A newer engine may say more than this bridge knows; what it must do it is asked with a request.
        break;
    }
  }

  /** @returns false where it is to be tried again in a moment. */
  private sendSnapshot(): boolean {
    if (this.socket.isCrowded()) {
      return false;
    }
    const snapshot = newestSnapshot(this.agent!);
    if (snapshot !== this.told && this.socket.send({ type: 'snapshot', snapshot })) {
      this.told = snapshot;
    }
    return true;
  }

  private become(change: Partial<BridgeState>): void {
    this.current = { ...this.current, ...change };
    this.options.onState?.(this.current);
  }

  private subscribe(subscription: { unsubscribe(): void }): void {
    this.callOffs.push(() => subscription.unsubscribe());
  }
}

/** Connects the agent of this page to the engine. */
export function startBridge(options: BridgeOptions): AgentBridge {
  return new AgentBridge(options);
}

function initialised(given: object | undefined): Streams {
  const streams = (given ?? (globalThis as { connect?: object }).connect) as Streams | undefined;
  if (streams?.core === undefined) {
    throw new Error('Amazon Connect Streams is not on this page: load it first, or give it as `connect`.');
  }
  if (streams.core.getEventBus() === null || streams.core.getEventBus() === undefined) {
    throw new Error('Amazon Connect Streams is not initialised: call connect.core.initCCP first.');
  }
  return streams;
}
