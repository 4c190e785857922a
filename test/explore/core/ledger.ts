import type { Shown } from '../pockyt/answers.ts';
import { hashText, sum } from './hash.ts';
import type { Post, Process } from './process.ts';
import type { NoticeFields } from './task.ts';
import type { Status, Write } from './views.ts';

/** A question that was answered, and the answer was read. */
export type Answered = Post & { readonly shown: Shown; readonly answeredAt: number };

export interface Handed {
  readonly reference: string;
  readonly transactionNo: string;
  readonly at: number;
}

/** A notice that was answered `success`. */
export interface Acknowledged {
  readonly fields: NoticeFields;
  readonly process: Process;
  readonly at: number;
  /** The payment that has an order of exactly this reference, if there is one. */
  readonly reference?: string;
}

/** Everything that happened and that somebody could ask about afterwards. */
export class Ledger {
  readonly posts: Post[] = [];
  readonly writes: Write[] = [];
  readonly handed: Handed[] = [];
  readonly acknowledged: Acknowledged[] = [];
  /** The numbers that a thief has named. */
  readonly forged = new Set<string>();
  /** Which payment first sent a reference to Pockyt. */
  readonly owners = new Map<string, string>();
  /** Every status that a payment ever had, and since when it has the last. */
  readonly statuses = new Map<string, { readonly seen: Set<Status>; since: number }>();
  digest = 0;

  note(fact: string): void {
    this.digest = sum(this.digest, hashText(fact));
  }

  sent(post: Post): void {
    this.posts.push(post);
    const { reference = '', transactionNo = '', refundReference = '' } = post.parameters;
    this.note(`sent ${post.endpoint} ${reference} ${transactionNo} ${refundReference} ${post.sentAt}`);
    const owner = ownerOf(post.process);
    if (post.endpoint === 'secure-pay' && owner && !this.owners.has(reference)) {
      this.owners.set(reference, owner);
    }
  }

  written(write: Write): void {
    this.writes.push(write);
    const { reference, status } = write.after;
    const known = this.statuses.get(reference);
    if (known === undefined) this.statuses.set(reference, { seen: new Set([status]), since: write.at });
    else if (write.before?.status !== status) {
      known.seen.add(status);
      known.since = write.at;
      this.note(`became ${reference} ${status}`);
    }
  }

  /** The answered questions about one order: by its number, or by its reference while nobody knows the number. */
  answersAbout(transactionNo: string | undefined, providerReference: string): Answered[] {
    return this.posts.filter(
      (post): post is Answered =>
        post.endpoint === 'query' &&
        post.answeredAt !== undefined &&
        (post.parameters.transactionNo === undefined
          ? post.parameters.reference === providerReference
          : post.parameters.transactionNo === transactionNo),
    );
  }

  hasBeen(reference: string, status: Status): boolean {
    return this.statuses.get(reference)?.seen.has(status) ?? false;
  }
}

/** The payment that a process was started for; undefined for notices and sweeps. */
export function ownerOf({ task }: Process): string | undefined {
  return 'reference' in task ? task.reference : undefined;
}
