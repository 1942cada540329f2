/**
 * Where each event belongs among the revisions of an agent: next, known already, or after a gap.
 *
 * A revision is one change; its events share the number and are counted by `part` of `parts`.
 * `previous` is the revision that was told before. What answers one app alone (a StateSync, an error)
 * has the revision that it stands for and no `previous`.
 */
export class RevisionOrder {
  #revision;
  #part = 1;
  #parts = 1;
  #wasTold = false;
  #complete;
  #heardOnSocket = false;
  #missedUpTo = null;
  seenBeforeGap = null;

  constructor(after = null) {
    this.#revision = after;
    this.#complete = after;
  }

  get revision() { return this.#revision; }

  /** The last revision of which every part has come: a change that was cut in the middle is asked for again. */
  get resumeAfter() { return this.#complete; }

  /** On every connect a StateSync is asked for, which makes good whatever was missed before. */
  beginSocket() {
    this.#heardOnSocket = false;
    this.#missedUpTo = null;
  }

  /**
   * @param {object|undefined} meta  of the event; without it there is no order and everything is taken
   * @param {boolean} isStateSync
   * @returns {'next'|'repeat'|'gap'|'answer'|'stale'|'unordered'}
   */
  place(meta, isStateSync) {
    if (typeof meta?.revision !== 'number') return 'unordered';
    if (isStateSync) return this.#placeStateSync(meta.revision);
    const { revision, previous, part = 1, parts = part } = meta;
    if (previous === undefined && meta.part === undefined) return 'answer';
    const verdict = this.#placeTold({ revision, previous, part });
    if (verdict === 'gap') {
      this.seenBeforeGap = this.#revision;
      this.#missedUpTo = revision;
    }
    if (verdict !== 'repeat') this.#advance(revision, part, parts, true);
    return verdict;
  }

  #placeTold({ revision, previous, part }) {
    const seen = this.#revision;
    if (seen === null) return part === 1 ? 'next' : 'gap';
    if (revision < seen) return 'repeat';
    if (revision === seen) {
      if (part <= this.#part || (this.#part === this.#parts && !this.#wasTold)) return 'repeat';
      return part === this.#part + 1 ? 'next' : 'gap';
    }
    if (part !== 1 || this.#part < this.#parts) return 'gap';
    if (typeof previous !== 'number') return 'next';
    // A StateSync may stand for a change that told nothing, so an earlier `previous` is fine after one.
    return previous === seen || (previous < seen && !this.#wasTold) ? 'next' : 'gap';
  }

  #placeStateSync(revision) {
    if (this.#missedUpTo !== null && revision < this.#missedUpTo) return 'stale';
    if (this.#revision !== null && revision < this.#revision && this.#heardOnSocket) return 'stale';
    // A lower revision as the first word on a socket: the node began a new journal, and it is right.
    this.#missedUpTo = null;
    if (revision !== this.#revision || this.#part < this.#parts) this.#advance(revision, 1, 1, false);
    return 'answer';
  }

  #advance(revision, part, parts, wasTold) {
    this.#revision = revision;
    this.#part = part;
    this.#parts = parts;
    this.#wasTold = wasTold;
    this.#heardOnSocket = true;
    if (this.#part >= this.#parts && this.#missedUpTo === null) this.#complete = revision;
  }
}
