import { Isolated, isolated, Prose } from "../parts/isolated.tsx";
import { Modal } from "../parts/modal.tsx";
import { Notice } from "../parts/notice.tsx";
import { session } from "../session/session.ts";
import { answer, offer } from "../session/sign-in-link.ts";
import { isSamePerson, type Session } from "../session/token.ts";
import { isHalfFilled } from "../views/mine/record-draft.ts";
import { classStrings } from "../texts/class.ts";
import { strings } from "../texts/frame.ts";
import { until } from "../language/format.ts";

/** Asks the user which token to use after a link with another person's token, or with other rights, was opened. */
export function SwitchDialog() {
  const { value } = offer;
  const present = session.value;
  if (!value || !present) return null;
  if ("session" in value) return <Choice present={present} offered={value.session} />;
  if ("code" in value) return <CodeChoice present={present} />;
  return (
    <Modal title={strings.switching.refused} onClose={() => answer(false)}>
      <Notice tone="bad">{value.refusal}</Notice>
      <p>
        <Prose text={strings.switching.still(isolated(present.subject))} />
      </p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => answer(false)}>
          {strings.switching.close}
        </button>
      </div>
    </Modal>
  );
}

/** Asks before a code is exchanged: whose it is, only the exchange tells. */
function CodeChoice({ present: { subject } }: { readonly present: Session }) {
  const text = classStrings.switching;
  const now = isolated(subject);
  return (
    <Modal title={text.question(now)} onClose={() => answer(false)}>
      <p>{text.explanation}</p>
      {isHalfFilled.value && <p>{strings.switching.draftLost}</p>}
      <div class="actions">
        <button type="button" onClick={() => answer(false)}>
          <Prose text={strings.switching.stay(now)} />
        </button>
        <button type="button" class="primary" onClick={() => answer(true)}>
          {text.take}
        </button>
      </div>
    </Modal>
  );
}

function Choice({ present, offered }: { readonly present: Session; readonly offered: Session }) {
  const text = strings.switching;
  const isSame = isSamePerson(present, offered);
  const [now, then] = [isolated(present.subject), isolated(offered.subject)];
  return (
    <Modal title={isSame ? text.otherRights(now) : text.otherPerson(now, then)} onClose={() => answer(false)}>
      <div class="tokens">
        <Rights title={text.present} of={present} />
        <Rights title={text.offered} of={offered} />
      </div>
      {!isSame && isHalfFilled.value && <p>{text.draftLost}</p>}
      <div class="actions">
        <button type="button" onClick={() => answer(false)}>
          <Prose text={isSame ? text.keep : text.stay(now)} />
        </button>
        <button type="button" class="primary" onClick={() => answer(true)}>
          <Prose text={isSame ? text.take : text.change(then)} />
        </button>
      </div>
    </Modal>
  );
}

/** Shows what a token allows, to compare it with another. */
function Rights({
  title,
  of: { subject, scopes, ledgers, patients, expires },
}: {
  readonly title: string;
  readonly of: Session;
}) {
  const text = strings.switching;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl class="facts">
        <dt>{text.who}</dt>
        <dd>
          <Isolated text={subject} />
        </dd>
        <dt>{text.scopes}</dt>
        <dd class="mono">{[...scopes].join(" ")}</dd>
        <dt>{text.ledgers}</dt>
        <dd class="mono">{ledgers.join(" ")}</dd>
        <dt>{text.patients}</dt>
        <dd>{text.patientsOf(patients?.length)}</dd>
        <dt>{text.until}</dt>
        <dd>{until(expires)}</dd>
      </dl>
    </section>
  );
}
