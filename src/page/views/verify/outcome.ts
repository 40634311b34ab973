import type { Circumstances } from "../../../report/circumstances.ts";
import type { ReportDocument } from "../../../report/document.ts";

/** A verification that came to its end. */
export interface Verified {
  readonly document: ReportDocument;
  readonly circumstances: Circumstances;
}

/** How a verification ended: with a report, by cancellation, or with an error that prevented it. */
export type Outcome = Verified | { readonly cancelled: true } | { readonly error: Error };
