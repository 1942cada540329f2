import type { Clock } from './clock.js';

const leastMilliseconds = 50;

/** Sends at once, and not more often than 20 times a second: of what came in between, only the newest is sent. */
export class Pacer {
  private lastAt = Number.NEGATIVE_INFINITY;
  private isWaiting = false;

  /** @param send Sends the newest that there is; false where it could not and is to be asked again. */
  constructor(private readonly clock: Clock, private readonly send: () => boolean) {}

  /** There is something newer. */
  offer(): void {
    if (this.isWaiting) {
      return;
    }
    const pause = this.lastAt + leastMilliseconds - performance.now();
    if (pause > 0) {
      this.wait(pause);
    } else {
      this.go();
    }
  }

  private wait(milliseconds: number): void {
    this.isWaiting = true;
    this.clock.after(milliseconds, () => {
      this.isWaiting = false;
      this.offer();
    });
  }

  private go(): void {
    this.lastAt = performance.now();
    if (!this.send()) {
      this.wait(leastMilliseconds);
    }
  }
}
