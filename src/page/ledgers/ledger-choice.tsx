import { Refusal } from "../../client/client.ts";
import { isProblem } from "../../client/transport/errors.ts";
import { NewLedger } from "./new-ledger.tsx";
import { OpenableLedgers } from "./openable-ledgers.tsx";
import { ErrorNotice, Notice } from "../parts/notice.tsx";
import { goTo, route } from "../address/route.ts";
import { allows, session } from "../session/session.ts";
import { ledgerPrefixes, namedLedgers } from "../session/token.ts";
import { chain } from "../watched-chain.ts";
import { strings } from "../texts/frame.ts";

/** Shows the current ledger, with a field to open another one by name. */
export function ChosenLedger() {
  const { ledger, view } = route.value;
  const choose = (event: SubmitEvent) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget as HTMLFormElement).get("ledger");
    if (typeof name === "string" && name !== ledger) goTo(view, undefined, name);
  };
  return (
    <form class="ledger-choice" onSubmit={choose}>
      <label>
        <span>{strings.ledger.choose}</span>
        <input
          key={ledger}
          name="ledger"
          list="ledgers"
          defaultValue={ledger}
          required
          pattern="[a-z0-9\-]{1,40}"
          title={strings.ledger.names}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
        />
      </label>
      <datalist id="ledgers">
        {namedLedgers(session.value).map((name) => (
          <option key={name} value={name} />
        ))}
        {ledgerPrefixes(session.value).map(
          (prefix) => prefix !== "" && <option key={prefix} value={prefix} label={strings.ledger.startsWith(prefix)} />,
        )}
      </datalist>
      <button type="submit" class="quiet">
        {strings.ledger.open}
      </button>
    </form>
  );
}

/** Says why the current ledger's chain is not shown, and what to do: create the ledger, or open another. */
export function LedgerRefused() {
  const error = chain.value?.error.value;
  const problem = error instanceof Refusal ? error.problem : undefined;
  return (
    <>
      <h1>{strings.ledger.title(route.value.ledger)}</h1>
      {problem === "ledger-not-found" ? <NewLedger /> : <RefusedError error={error} />}
      {(problem === "ledger-not-allowed" || problem === "ledger-deleted" || !allows("ledger:create")) && (
        <OpenableLedgers />
      )}
    </>
  );
}

/** A token with a name prefix does not tell which ledger to open first. A wrong guess is not shown as an error. */
function RefusedError({ error }: { readonly error: Error | undefined }) {
  if (isProblem(error, "ledger-deleted"))
    return <Notice tone="bad">{strings.ledger.deleted(route.value.ledger)}</Notice>;
  const isChoice = error instanceof Refusal && error.problem === "ledger-not-allowed";
  return isChoice && ledgerPrefixes(session.value).length > 0 ? (
    <Notice>{strings.ledger.chooseOne}</Notice>
  ) : (
    <ErrorNotice error={error} />
  );
}
