import type { VNode } from "preact";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { useAnswer } from "../../../use-answer.ts";
import type * as RecordParts from "./record-parts.ts";
import { chainStrings } from "../../../texts/chain.ts";

/** Loads the code for open records when it is needed first: most visitors only watch the chain or register records. */
export function WithRecordParts({ children }: { readonly children: (parts: typeof RecordParts) => VNode }) {
  const { value: parts, error } = useAnswer(() => import("./record-parts.ts"), []);
  if (parts) return children(parts);
  return error ? <ErrorNotice error={error} /> : <p role="status">{chainStrings.record.opening}</p>;
}
