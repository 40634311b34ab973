import { computed, effect, signal } from "@preact/signals";
import type { PatientRecord } from "../../../chain/records/record.ts";
import { draft } from "../../drafts.ts";
import { route } from "../../address/route.ts";
import { type Searcher, stage } from "./mining-run.ts";

const EMPTY: PatientRecord = { patient_name: "", patient_ID: "", Reg_no: "" };

/** The record in the form. */
export const recordDraft = draft("mine", {
  record: signal(EMPTY),
  /** Whether the user tried to submit the record while it had faults. */
  isSent: signal(false),
});

/** Who is to mine records; absent until the user chooses. It is no draft, since the next record is mined in the same way. */
export const chosenSearcher = signal<Searcher | undefined>(undefined);

let ledger = route.peek().ledger;

// Prevent a record typed for one ledger from being mined into another with the next click.
effect(() => {
  if (route.value.ledger === ledger) return;
  ledger = route.value.ledger;
  recordDraft.record.value = EMPTY;
  recordDraft.isSent.value = false;
});

/** Whether a record was started but not mined. */
export const isHalfFilled = computed(() => Object.values(recordDraft.record.value).some((text) => text !== ""));

// A form that was emptied by hand holds no draft.
effect(() => {
  if (!isHalfFilled.value) recordDraft.record.value = EMPTY;
});

// Clear the form once its record is mined.
effect(() => {
  if (stage.value.at !== "done" && stage.value.at !== "registered") return;
  recordDraft.record.value = EMPTY;
  recordDraft.isSent.value = false;
});
