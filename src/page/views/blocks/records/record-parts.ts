/** What the page loads when something of a record is to be shown first; see `WithRecordParts`. */
export { ErasureState } from "./erasure-state.tsx";
export { OpenedRecord } from "./opened-record.tsx";
export { Reads } from "./reads.tsx";
export { RecordActions } from "./record-actions.tsx";
