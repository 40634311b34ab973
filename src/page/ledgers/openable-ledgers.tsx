import { LEDGER_NAME_LENGTH } from "../../contract/ledger-name.ts";
import { goTo, linkTo, route } from "../address/route.ts";
import { allows, session } from "../session/session.ts";
import { ledgerPrefixes, namedLedgers } from "../session/token.ts";
import { strings } from "../texts/frame.ts";

/** The ledgers that the token opens: links for those it names, and a field for each name prefix it allows. */
export function OpenableLedgers() {
  const text = strings.ledger.openable;
  const names = namedLedgers(session.value);
  const prefixes = ledgerPrefixes(session.value);
  return (
    <section class="panel openable" aria-labelledby="openable-heading">
      <h2 id="openable-heading">{text.title}</h2>
      {names.length + prefixes.length === 0 && <p>{text.none}</p>}
      {names.length > 0 && (
        <ul aria-label={text.names}>
          {names.map((name) => (
            <li key={name}>
              <a class="mono" href={linkTo("blocks", undefined, name)}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {prefixes.map((prefix) => (
        <OpenUnder key={prefix} prefix={prefix} />
      ))}
      {prefixes.length > 0 && <p class="hint">{allows("ledger:create") ? text.mayCreate : text.mayNotCreate}</p>}
    </section>
  );
}

/** Opens a ledger by the part of its name after the prefix. If it does not exist, the page offers to create it. */
function OpenUnder({ prefix }: { readonly prefix: string }) {
  const text = strings.ledger.openable;
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const rest = new FormData(event.currentTarget as HTMLFormElement).get("rest");
    if (typeof rest === "string") goTo(route.peek().view, undefined, prefix + rest);
  };
  return (
    <form class="open-under" onSubmit={open}>
      <label class="field">
        <span>{text.under(prefix)}</span>
        <span class="open-under-name">
          <code>{prefix}</code>
          <input
            name="rest"
            required
            maxLength={LEDGER_NAME_LENGTH - prefix.length}
            pattern="[a-z0-9\-]+"
            title={strings.ledger.names}
            class="mono"
            spellcheck={false}
            autocapitalize="off"
            autocomplete="off"
          />
        </span>
      </label>
      <button type="submit">{strings.ledger.open}</button>
    </form>
  );
}
