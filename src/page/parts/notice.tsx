import type { ComponentChildren } from "preact";
import { Refusal, Unreachable } from "../../client/client.ts";
import { NotSent } from "../keys/not-sent.ts";
import { Icon } from "./icon.tsx";
import { strings } from "../texts/frame.ts";

/** A prominent message, such as an error or a result. */
export function Notice({
  tone = "plain",
  children,
}: {
  readonly tone?: "good" | "bad" | "plain";
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`notice notice-${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {tone !== "plain" && <Icon name={tone === "good" ? "check" : "warning"} />}
      <div>{children}</div>
    </div>
  );
}

/** An error in words. A refusal by the ledger already says why, and what to do. */
export function ErrorNotice({ error }: { readonly error: Error | undefined }) {
  if (!error) return null;
  const saysWhy = error instanceof Refusal || error instanceof Unreachable || error instanceof NotSent;
  return <Notice tone="bad">{saysWhy ? error.message : strings.unexpected(error.message)}</Notice>;
}
