import type { PatientRecord } from "../chain/records/record.ts";
import type { Authorship, AuthorPolicy } from "../chain/sealed/entry.ts";
import type { AlarmSchedule } from "./alarm-schedule.ts";
import type { Creation } from "./creation.ts";
import type { ReadLog } from "./reads/read-log.ts";
import type {
  Enrolment,
  EnrolResult,
  KeyResult,
  KeysPage,
  KeysQuery,
  Revocation,
  RevokeResult,
} from "./key-results.ts";
import type { SubmittedWork } from "./mining/submission.ts";
import type { ProgressListener } from "./reading/validation-progress.ts";
import type { StoredVerdict, ValidateOptions } from "./reading/verdict.ts";
import type { Watchers } from "./reading/watchers.ts";
import type {
  AcceptResult,
  CorrectResult,
  ErasureReason,
  ErasureView,
  EraseResult,
  ExpectedTags,
  HoldResult,
  MineResult,
  NotErasable,
  NotSignable,
  Reader,
  RecordProof,
  RecordResult,
  RecordView,
  SearchResult,
  SearchTerm,
  SubmitHeaderResult,
  SubmitResult,
  SubmittedHeader,
  SubmittedRecord,
  Whereabouts,
  WorkResult,
} from "./results.ts";
import type { Refusal } from "./sharing/shared-runs.ts";
import type { CheckpointSigners } from "./signing/checkpoint-signers.ts";
import type { LedgerIdentity } from "./signing/identity.ts";
import type { KnownFault } from "./signing/known-fault.ts";
import type { SandboxNotes } from "./signing/sandbox-notes.ts";
import type { SignedTree } from "./signing/signed-tree.ts";
import type { Places } from "./store/mempool.ts";
import type { StoredBlocks } from "./store/stored-blocks.ts";

/** What an object has whatever the kind of its ledger. */
export interface ObjectParts {
  readonly ctx: DurableObjectState;
  readonly env: Cloudflare.Env;
  readonly alarms: AlarmSchedule;
  readonly creation: Creation;
  readonly identity: LedgerIdentity;
  readonly signers: CheckpointSigners;
  readonly sandboxNotes: SandboxNotes;
  readonly knownFault: KnownFault;
}

type Eventually<Value> = Value | Promise<Value>;

/** What a plain and a sealed ledger do differently. The methods of the same names in `Ledger` say what they return. */
export interface LedgerKind {
  readonly blocks: StoredBlocks;
  readonly tree: SignedTree;
  readonly watchers: Watchers;

  /**
   * Waits until everything that is stored at the time of the call may be served: a sealed ledger's vault has to see the
   * checkpoint first.
   */
  whenServable(): Promise<void>;
  /** @throws Error that halts the ledger if it may neither sign, nor mine, nor open records */
  requireUsable(): Promise<void>;

  /** Resolves with genesis once it is mined; rejects if mining fails. */
  genesis(): Promise<unknown>;
  /** Starts mining whatever is left to mine, in the background. */
  startMining(): void;
  /** Handles an alarm that is due for mining; returns the work. */
  onMiningAlarm(now: number): Promise<void> | undefined;

  /** Handles an alarm that is due for erasing; returns the work. */
  onErasureAlarm(now: number): Promise<void> | undefined;

  /** The newest block, which may be up to a second old if the storage was edited. */
  tip(): ReturnType<StoredBlocks["newest"]>;
  authorPolicy(): Promise<AuthorPolicy>;
  blockText(index: number): string | undefined;
  pageEnd(from: number, limit: number, entries: boolean): number;
  validate(options: ValidateOptions, progress?: ProgressListener): Promise<StoredVerdict | undefined>;

  mine(record: SubmittedRecord, minedBy: string, requestId: string): Eventually<MineResult>;
  accept(records: readonly SubmittedRecord[], minedBy: string, requestId: string): Promise<AcceptResult[] | Refusal>;
  work(record: PatientRecord | undefined, minedBy: string): Promise<WorkResult>;
  submit(record: PatientRecord, minedBy: string, work: SubmittedWork): Promise<SubmitResult>;
  submitHeader(header: SubmittedHeader, minedBy: string): Promise<SubmitHeaderResult>;
  pending(id: string): Eventually<Whereabouts | undefined>;
  mempool(): { places: Places; oldestAge: number | null };

  record(number: number, reader: Reader): Promise<RecordResult<RecordView>>;
  search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult> | Refusal>;
  recordProof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<RecordProof>>;

  versions(number: number, reader: Reader): Promise<RecordResult<readonly RecordView[]>>;
  correct(number: number, expected: ExpectedTags, record: SubmittedRecord, reader: Reader): Promise<CorrectResult>;
  erase(number: number, reason: ErasureReason, reader: Reader, authorship?: Authorship): Promise<EraseResult>;
  erasure(number: number, reader: Reader): Promise<RecordResult<ErasureView> | NotErasable>;
  hold(number: number, isHeld: boolean, reader: Reader): Promise<HoldResult>;

  enrol(enrolment: Enrolment, reader: Reader): Promise<EnrolResult>;
  revoke(thumbprint: string, revocation: Revocation, reader: Reader): Promise<RevokeResult>;
  keys(query: KeysQuery, reader: Reader): Promise<KeysPage | NotSignable>;
  key(thumbprint: string, reader: Reader): Promise<KeyResult>;

  /** Who did what with which record; absent on a plain ledger, which shows its records to everybody. */
  readonly readLog: ReadLog | undefined;
}
