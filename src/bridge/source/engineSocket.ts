import type { Clock } from './clock.js';

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 30_000;
const welcomeMilliseconds = 20_000;

// More than this waiting in the browser means that the way is blocked.
const bytesWaitingMaximum = 64 * 1024;

export interface SocketEvents {
  /** The socket is open: hello is to be said. */
  opened(): void;
  received(text: unknown, socket: WebSocket): void;
  /** The socket is lost; it is tried again after so many milliseconds. */
  lost(reason: string, againMilliseconds: number): void;
}

/** Where the engine listens; asked anew for every connection, so that it may carry a fresh token. */
export type EngineUrl = string | (() => string | Promise<string>);

/** One WebSocket to the engine at a time, opened again with growing pauses for as long as it is wanted. */
export class EngineSocket {
  private socket: WebSocket | null = null;
  private callOff: () => void = () => {};
  private failures = 0;
  private attempts = 0;
  private isWanted = false;

  constructor(private readonly url: EngineUrl, private readonly clock: Clock, private readonly events: SocketEvents) {}

  /** Connects now, and from then on whenever the socket is lost. */
  start(): void {
    if (!this.isWanted) {
      this.isWanted = true;
      void this.open();
    }
  }

  /** Lets go of the socket until it is started again. */
  stop(): void {
    this.isWanted = false;
    this.forget();
  }

  /** The engine knows us: the next loss is tried again quickly. */
  welcomed(): void {
    this.callOff();
    this.failures = 0;
  }

  /** Lets go of the socket, which may be dead without knowing, and connects anew. */
  drop(reason: string): void {
    if (this.isWanted) {
      this.lose(reason);
    }
  }

  /** Connects now where the next try is still some time away. */
  hurry(): void {
    if (this.isWanted && this.socket === null) {
      this.callOff();
      void this.open();
    }
  }

  /** Whether the message went out; not while no socket is open. */
  send(message: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.socket.send(JSON.stringify(message, withoutMedia));
    return true;
  }

  isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  isCrowded(): boolean {
    return (this.socket?.bufferedAmount ?? 0) > bytesWaitingMaximum;
  }

  /** Whether this is still the socket in use: an answer belongs to the one that asked. */
  isCurrent(socket: WebSocket): boolean {
    return this.socket === socket;
  }

  private async open(): Promise<void> {
    const attempt = ++this.attempts;
    const isStale = (): boolean => this.attempts !== attempt;
    this.callOff = this.clock.after(welcomeMilliseconds, () => this.lose('The engine did not answer within 20 s.'));
    try {
      const address = typeof this.url === 'string' ? this.url : await this.url();
      if (isStale()) {
        return;
      }
      const socket = new WebSocket(address);
      this.socket = socket;
      socket.onopen = () => { if (!isStale()) { this.events.opened(); } };
      socket.onmessage = ({ data }) => { if (!isStale()) { this.events.received(data, socket); } };
      socket.onclose = ({ code, reason }) => {
        if (!isStale()) {
          this.lose(reason || `The connection to the engine is lost (${code}).`);
        }
      };
    } catch (error) {
      if (!isStale()) {
        this.lose(error instanceof Error ? error.message : String(error));
      }
    }
  }

  private lose(reason: string): void {
    this.forget();
    // Spread, so that the bridges of a whole floor do not come back in one instant.
    const pause = Math.min(firstPauseMilliseconds * 2 ** this.failures++, longestPauseMilliseconds) * (0.75 + Math.random() / 2);
    this.callOff = this.clock.after(pause, () => void this.open());
    this.events.lost(reason, Math.round(pause));
  }

  private forget(): void {
    this.attempts++;
    this.callOff();
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

/** Tokens of the media channels are the browser's own business: they never leave the page. */
function withoutMedia(name: string, value: unknown): unknown {
  return /mediaInfo$/i.test(name) ? undefined : value;
}
