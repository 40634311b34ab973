import { useSignalEffect } from "@preact/signals";
import type { ComponentType } from "preact";
import { useRef } from "preact/hooks";
import { type Route, type View, VIEWS } from "./address/address.ts";
import { hasCryptography } from "./cryptography.ts";
import { ClassStrip } from "./class/lazy-strip.tsx";
import { LanguageChoice } from "./language/language-choice.tsx";
import { Icon } from "./parts/icon.tsx";
import { Isolated } from "./parts/isolated.tsx";
import { Notice } from "./parts/notice.tsx";
import { NoCryptography, NotComputed } from "./parts/no-cryptography.tsx";
import { isProjected } from "./projector.ts";
import { ChosenLedger, LedgerRefused } from "./ledgers/ledger-choice.tsx";
import { linkTo, route } from "./address/route.ts";
import { ending, session, signOut } from "./session/session.ts";
import { SignIn } from "./session/sign-in.tsx";
import { SwitchDialog } from "./ledgers/switch-dialog.tsx";
import { switchTheme, theme } from "./theme.ts";
import { type Session, teaches } from "./session/token.ts";
import { chain } from "./watched-chain.ts";
import { BlocksView } from "./views/blocks/blocks-view.tsx";
import { BoardView, KeysView, LabView, MineView, NetworkView, VerifyView } from "./views/lazy-views.tsx";
import { WrongAddress } from "./address/wrong-address.tsx";
import { strings } from "./texts/frame.ts";
import { until } from "./language/format.ts";

const CONTENT: Record<View, ComponentType> = {
  blocks: BlocksView,
  mine: MineView,
  keys: KeysView,
  lab: LabView,
  network: NetworkView,
  verify: VerifyView,
  board: BoardView,
};

/** The views that work only with hashes computed in the browser. */
const COMPUTED: ReadonlySet<View> = new Set(["lab", "network", "verify"]);

/** The views that are shown without signing in, since they work on chains of their own. */
const OPEN: ReadonlySet<View> = new Set(["lab", "network"]);

/** The current view with its surroundings: header, navigation and footer. */
export function Frame() {
  const { view } = route.value;
  const main = useFocusOnChange();
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => focusContent(event, main.current)}>
        {strings.skip}
      </a>
      {!isProjected.value && (
        <>
          <Header />
          <ClassStrip />
        </>
      )}
      <main id="content" ref={main} tabIndex={-1} class={`view view-${view}`}>
        {!hasCryptography && <NoCryptography />}
        <EndedHere />
        <Present />
      </main>
      {!isProjected.value && (
        <footer class="footer">
          <a href="/guide">{strings.guides}</a> · <a href="/docs">{strings.apiReference}</a>
        </footer>
      )}
      <SwitchDialog />
    </>
  );
}

/** The current view, or why it cannot be shown. Most views require signing in. */
function Present() {
  const { view, fault } = route.value;
  if (fault) return <WrongAddress fault={fault} />;
  if (!OPEN.has(view) && !session.value) return <SignIn />;
  if (!OPEN.has(view) && chain.value?.state.value === "refused") return <LedgerRefused />;
  if (!hasCryptography && COMPUTED.has(view)) return <NotHere view={view} />;
  const Content = CONTENT[view];
  return <Content />;
}

/** Says why the session ended in a view that is shown without one: a student whose code was withdrawn is in the tour. */
function EndedHere() {
  if (!OPEN.has(route.value.view) || session.value || ending.value === undefined) return null;
  return (
    <Notice tone="bad">
      <p>{ending.value}</p>
      <a href={linkTo("blocks")}>{strings.signIn.title}</a>
    </Notice>
  );
}

/** Replaces a view that cannot work without `crypto.subtle`. */
function NotHere({ view }: { readonly view: View }) {
  return (
    <>
      <h1>{strings.views[view]}</h1>
      <NotComputed />
    </>
  );
}

/** Moves the focus to the content when the view changes, as browsers do when they load a page. */
function useFocusOnChange() {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(viewShown(route.peek()));
  useSignalEffect(() => {
    const present = viewShown(route.value);
    if (shown.current === present) return;
    shown.current = present;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  });
  return main;
}

/** Identifies a view, whatever place within it is shown. */
function viewShown({ ledger, view, fault }: Route): string {
  return `${ledger}/${view}/${fault ?? ""}`;
}

/** Focuses the content without following the skip link, which would overwrite the route in the fragment. */
function focusContent(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** Only sealed ledgers have keys, and only classes a board. */
function isOffered(view: View): boolean {
  if (view === "keys") return chain.value?.isSealed === true || isShown(view);
  return view !== "board" || (session.value && teaches(session.value)) || isShown(view);
}

/** The link to a view in the navigation: of the ledger that is shown, or of the class that has the board. */
function linkInNavigation(view: View): string {
  return linkTo(view, undefined, view === "board" ? session.value?.className : undefined);
}

function isShown(view: View): boolean {
  return route.value.view === view && !route.value.fault;
}

function Header() {
  return (
    <header class="header">
      <a class="brand" href={linkTo("blocks")}>
        <Icon name="link" />
        {strings.brand}
      </a>
      <nav class="views" aria-label={strings.navigation}>
        {VIEWS.filter(isOffered).map((view) => (
          <a key={view} href={linkInNavigation(view)} aria-current={isShown(view) ? "page" : undefined}>
            {strings.views[view]}
          </a>
        ))}
      </nav>
      <div class="header-end">
        {session.value && <ChosenLedger />}
        <LanguageChoice />
        <ThemeSwitch />
        {session.value && <SignedIn {...session.value} />}
      </div>
    </header>
  );
}

/** Shows who is signed in, and until when. */
function SignedIn({ subject, expires }: Session) {
  const text = strings.session;
  return (
    <div class="signed-in">
      <p title={text.signedInAs(subject)}>
        <span class="unseen">{text.signedIn}</span>{" "}
        <strong>
          <Isolated text={subject} />
        </strong>
        <span class="signed-in-until">{text.until(until(expires))}</span>
      </p>
      <button type="button" class="quiet" onClick={signOut}>
        {text.signOut}
      </button>
    </div>
  );
}

function ThemeSwitch() {
  const isDark = theme.value === "dark";
  const label = isDark ? strings.theme.toLight : strings.theme.toDark;
  return (
    <button type="button" class="quiet only-icon" onClick={switchTheme} aria-label={label} title={label}>
      <Icon name={isDark ? "sun" : "moon"} />
    </button>
  );
}
