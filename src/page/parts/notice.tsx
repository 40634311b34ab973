import type { ComponentChildren } from "preact";
import { Refusal, Unreachable } from "../../client/client.ts";
import { NotSent } from "../keys/not-sent.ts";
import { IN_ENGLISH } from "../language/english.ts";
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

/** An error in words. A refusal by the ledger already says why, and what to do; it and the client do so in English. */
export function ErrorNotice({ error }: { readonly error: Error | undefined }) {
  if (!error) return null;
  if (error instanceof Refusal || error instanceof Unreachable) {
    return (
      <Notice tone="bad">
        <p {...IN_ENGLISH}>{error.message}</p>
      </Notice>
    );
  }
  return <Notice tone="bad">{error instanceof NotSent ? error.message : strings.unexpected(error.message)}</Notice>;
}
