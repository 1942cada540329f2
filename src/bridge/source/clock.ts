const beatMilliseconds = 1_000;
const sleepMilliseconds = 10_000;

// A hidden page's own timers may be kept back for a minute; only a longer gap means that it slept.
const sleepWithoutWorkerMilliseconds = 90_000;

// Runs in a worker, whose timers go on at their pace while the page is hidden.
const workerSource = `
  const timers = new Map();
  onmessage = ({ data: { id, milliseconds } }) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    if (milliseconds !== undefined) {
      timers.set(id, setTimeout(() => { timers.delete(id); postMessage({ id }); }, milliseconds));
    }
  };
  const beat = () => postMessage({ beat: Date.now() });
  beat();
  setInterval(beat, ${beatMilliseconds});
`;

/** Timers that are on time in a hidden page, and a watch that notices when the computer or the page slept. */
export class Clock {
  private readonly actions = new Map<number, () => void>();
  private readonly onSlept: () => void;
  private readonly pageBeats: ReturnType<typeof setInterval>;
  private worker: Worker | null = null;
  private hasWorker = false;
  private isStopped = false;
  private lastBeatAt = Date.now();
  private lastId = 0;

  constructor(onSlept: () => void) {
    this.onSlept = onSlept;
    this.pageBeats = setInterval(() => { if (!this.hasWorker) { this.beat(Date.now(), sleepWithoutWorkerMilliseconds); } }, beatMilliseconds);
    try {
      const address = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
      this.worker = new Worker(address);
      URL.revokeObjectURL(address);
      this.worker.onmessage = ({ data }: MessageEvent<{ id?: number; beat?: number }>) => this.take(data);
      // A page may forbid workers (Content-Security-Policy, worker-src): its own timers do then.
      this.worker.onerror = event => event.preventDefault();
    } catch {
      this.worker = null;
    }
  }

  /** Calls once after that many milliseconds; what it gives back calls it off. */
  after(milliseconds: number, action: () => void): () => void {
    if (this.isStopped) {
      return () => {};
    }
    if (!this.hasWorker) {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    }
    const id = ++this.lastId;
    this.actions.set(id, action);
    this.worker!.postMessage({ id, milliseconds });
    return () => {
      if (this.actions.delete(id)) {
        this.worker?.postMessage({ id });
      }
    };
  }

  /**
   * When what is handled now may have come in at the earliest: while a page is blocked by a dialog or by long work its
   * messages wait, and the worker's beats, which wait among them in their order, tell how long.
   */
  receivedAt(): number {
    const now = Date.now();
    return this.hasWorker && now - this.lastBeatAt > 2 * beatMilliseconds ? this.lastBeatAt : now;
  }

  /** From now on nothing is called any more, but for what the page's own timers still hold. */
  stop(): void {
    this.isStopped = true;
    clearInterval(this.pageBeats);
    this.worker?.terminate();
    this.worker = null;
    this.actions.clear();
  }

  private take(message: { id?: number; beat?: number }): void {
    if (message.beat !== undefined) {
      this.beat(message.beat, this.hasWorker ? sleepMilliseconds : sleepWithoutWorkerMilliseconds);
      this.hasWorker = true;
      return;
    }
    const action = this.actions.get(message.id!);
    this.actions.delete(message.id!);
    action?.();
  }

  private beat(at: number, slept: number): void {
    const gap = at - this.lastBeatAt;
    this.lastBeatAt = at;
    if (gap > slept) {
      this.onSlept();
    }
  }
}
