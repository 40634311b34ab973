import { useSignal } from "@preact/signals";
import type { Fault } from "../../../../../chain/fault.ts";
import { IN_ENGLISH } from "../../../../language/english.ts";
import { Badge, Icon } from "../../../../parts/icon.tsx";
import { ErrorNotice } from "../../../../parts/notice.tsx";
import type { LedgerState } from "./colleagues.ts";
import { chainFault, type Forgery } from "./forging.ts";
import { LedgerEntries } from "./ledger-entries.tsx";
import { forgingStrings } from "../../../../texts/forging.ts";

/** The names of all that the reader can try. */
type AttemptName = keyof typeof forgingStrings.attempts;

/** Something that the reader can try as the operator. */
export interface Attempt {
  readonly name: AttemptName;
  readonly forge: () => Promise<Forgery>;
}

interface AttemptsProps {
  /** The ledger before the first attempt. Each attempt starts with an unchanged one. */
  readonly ledger: LedgerState;
  readonly attempts: readonly Attempt[];
  /** Called when the reader has tried everything. */
  readonly onAllTried: () => void;
}

/** An attempt, the ledger that it led to, and what validation found. */
interface Outcome {
  readonly name: AttemptName;
  readonly forgery: Forgery;
  readonly fault: Fault | undefined;
}

/** What the reader can try, and what came of the last attempt. */
export function Attempts({ ledger, attempts, onAllTried }: AttemptsProps) {
  const outcome = useSignal<Outcome | undefined>(undefined);
  const tried = useSignal<ReadonlySet<AttemptName>>(new Set());
  const error = useSignal<Error | undefined>(undefined);
  const attempt = async ({ name, forge }: Attempt) => {
    const forgery = await forge();
    outcome.value = { name, forgery, fault: await chainFault(forgery) };
    tried.value = new Set([...tried.value, name]);
    if (tried.value.size === attempts.length) onAllTried();
  };
  const { value: last } = outcome;
  return (
    <>
      <div class="actions">
        {attempts.map((one) => (
          <button
            key={one.name}
            type="button"
            aria-pressed={one.name === last?.name}
            onClick={() => void attempt(one).catch((fault: Error) => (error.value = fault))}
          >
            {forgingStrings.attempts[one.name].label}
            {tried.value.has(one.name) && <Icon name="check" />}
          </button>
        ))}
      </div>
      <ErrorNotice error={error.value} />
      <div role="status">{last && <Finding {...last} />}</div>
      <LedgerEntries ledger={last?.forgery ?? ledger} forged={last?.forgery.forged ?? []} />
    </>
  );
}

/** What `is_valid` says about the forged chain, and what that means. */
function Finding({ name, forgery: { blocks }, fault }: Outcome) {
  const { valid, notValid, attempts } = forgingStrings;
  return (
    <>
      <Badge tone={fault ? "bad" : "good"}>{fault ? notValid(fault.rule) : valid(blocks.length)}</Badge>
      {fault && <p {...IN_ENGLISH}>{fault.detail}</p>}
      <p>{attempts[name].means}</p>
    </>
  );
}
