import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "./parts/icon.tsx";
import { ChosenLedger, LedgerRefused } from "./ledger-choice.tsx";
import { linkTo, route, type View, VIEWS } from "./route.ts";
import { session, signOut } from "./session.ts";
import { SignIn } from "./sign-in.tsx";
import { strings, until } from "./strings.ts";
import { SwitchDialog } from "./switch-dialog.tsx";
import { switchTheme, theme } from "./theme.ts";
import type { Session } from "./token.ts";
import { chain } from "./watched-chain.ts";
import { BlocksView } from "./views/blocks/blocks-view.tsx";
import { LabView } from "./views/lab/lab-view.tsx";
import { MineView } from "./views/mine/mine-view.tsx";
import { VerifyView } from "./views/verify/verify-view.tsx";

const CONTENT: Record<View, () => preact.JSX.Element> = {
  blocks: BlocksView,
  mine: MineView,
  lab: LabView,
  verify: VerifyView,
};

/** What stands around every view, and the view; who is not signed in is asked to, all but in the lab. */
export function Frame() {
  const { view } = route.value;
  const Content = CONTENT[view];
  const main = useFocusOnChange();
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => focusContent(event, main.current)}>
        {strings.skip}
      </a>
      <Header />
      <main id="content" ref={main} tabIndex={-1} class={`view view-${view}`}>
        {view === "lab" ? <Content /> : <OnLedger content={Content} />}
      </main>
      <footer class="footer">
        <a href="/docs">{strings.apiReference}</a>
      </footer>
      <SwitchDialog />
    </>
  );
}

/** A view that needs the ledger: until it is open, what is missing. */
function OnLedger({ content: Content }: { readonly content: () => preact.JSX.Element }) {
  if (!session.value) return <SignIn />;
  return chain.value?.state.value === "refused" ? <LedgerRefused /> : <Content />;
}

/** Moves the focus to the content when the view changes, as a browser does with a new page. */
function useFocusOnChange() {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(`${route.peek().ledger}/${route.peek().view}`);
  useSignalEffect(() => {
    const { ledger, view } = route.value;
    if (shown.current === `${ledger}/${view}`) return;
    shown.current = `${ledger}/${view}`;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  });
  return main;
}

/** The link must not change the fragment, which holds the route. */
function focusContent(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

function Header() {
  return (
    <header class="header">
      <a class="brand" href={linkTo("blocks")}>
        <Icon name="link" />
        {strings.brand}
      </a>
      <nav class="views" aria-label={strings.navigation}>
        {VIEWS.map((view) => (
          <a key={view} href={linkTo(view)} aria-current={route.value.view === view ? "page" : undefined}>
            {strings.views[view]}
          </a>
        ))}
      </nav>
      <div class="header-end">
        {session.value && <ChosenLedger />}
        <ThemeSwitch />
        {session.value && <SignedIn {...session.value} />}
      </div>
    </header>
  );
}

/** Who is signed in, and until when. */
function SignedIn({ subject, expires }: Session) {
  const text = strings.session;
  return (
    <div class="signed-in">
      <p title={text.signedInAs(subject)}>
        <span class="unseen">{text.signedIn}</span> <strong>{subject}</strong>
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
