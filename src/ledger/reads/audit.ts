import type { ReadAction } from "../results.ts";

/** What the log of reads says about one record. The log adds the number and the time. */
export interface AuditEvent {
  /** The subject of the token. */
  readonly who: string;
  readonly action: ReadAction;
  /** The record's number; `null` if the request concerned none or all. */
  readonly record: number | null;
  readonly requestId: string;
  readonly granted: boolean;
}

/** Notes who did what with which record. */
export interface Audit {
  /**
   * Resolves once the events are in the signed log. Nothing that they are about may be done or answered before.
   *
   * @throws Error if they cannot be stored or signed
   */
  note(events: readonly AuditEvent[]): Promise<void>;
}
