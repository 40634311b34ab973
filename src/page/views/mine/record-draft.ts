import { computed, effect, signal } from "@preact/signals";
import type { PatientRecord } from "../../../chain/record.ts";
import { hasCryptography } from "../../cryptography.ts";
import { draft } from "../../drafts.ts";
import { route } from "../../address/route.ts";
import { type Searcher, stage } from "./mining-run.ts";

const EMPTY: PatientRecord = { patient_name: "", patient_ID: "", Reg_no: "" };

/** The record that is being typed, and who is to mine it. */
export const recordDraft = draft("mine", {
  record: signal(EMPTY),
  /** Whether it was sent as it was, and had faults. */
  isSent: signal(false),
  searcher: signal<Searcher>(hasCryptography ? "subtle" : "server"),
});

let ledger = route.peek().ledger;

// What was typed for one ledger must not be mined into another by the next click.
effect(() => {
  if (route.value.ledger === ledger) return;
  ledger = route.value.ledger;
  recordDraft.record.value = EMPTY;
  recordDraft.isSent.value = false;
});

/** Whether a record was begun and not mined. */
export const isHalfFilled = computed(() => Object.values(recordDraft.record.value).some((text) => text !== ""));

// A mined record is done with.
effect(() => {
  if (stage.value.at !== "done") return;
  recordDraft.record.value = EMPTY;
  recordDraft.isSent.value = false;
});
