import { afterEach } from "vitest";
import { type Visitor, visitorsAlone, type Visits } from "./browser.ts";
import { CLIENT_ID, IdentityProvider, RESOURCE } from "./identity-provider.ts";
import type { PageServer } from "./page-server.ts";

/** A ledger whose page signs in with a provider of its own, and those who visit it. */
export class Clinic {
  readonly provider: IdentityProvider;
  readonly server: PageServer;
  readonly visit: Visits<PageServer>["visit"];

  private constructor(provider: IdentityProvider, { server, visit }: Visits<PageServer>) {
    this.provider = provider;
    this.server = server;
    this.visit = visit;
  }

  /** Opens one for a test file, at its top; it is closed after the file. */
  static async open(): Promise<Clinic> {
    const provider = await IdentityProvider.start();
    const visits = visitorsAlone();
    visits.server.settings = {
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: RESOURCE,
      AUTH_JWKS: provider.jwks,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_SCOPE: "offline_access chain:read chain:mine ledger:create",
      OIDC_RESOURCE: RESOURCE,
    };
    afterEach(() => provider.reset());
    return new Clinic(provider, visits);
  }

  /** The name of the button that signs in with the provider. */
  get button(): string {
    return `Sign in with ${new URL(this.provider.issuer).host}`;
  }

  /** Opens the page, under its own policy. */
  enter(): Promise<Visitor> {
    return this.visit({ signedIn: false, bypassCSP: false });
  }

  async signIn(visitor: Visitor): Promise<void> {
    await press(visitor, this.button);
  }

  /** The addresses to which the provider sends the browser back, from now on. */
  answers(): readonly string[] {
    const addresses: string[] = [];
    this.provider.redirect = ({ href }) => addresses.push(href);
    return addresses;
  }

  /** The same, but the browser is not sent back. */
  heldAnswers(): readonly string[] {
    const addresses: string[] = [];
    this.provider.redirect = (address) => {
      addresses.push(address.href);
      address.href = `${this.provider.issuer}/nowhere`;
    };
    return addresses;
  }
}

export async function press({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Waits until the page shows who is signed in, and the ledger has accepted the token. */
export async function isSignedInAs({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole("banner").getByText(name, { exact: true }).waitFor();
  await page
    .getByText(/^(?:Live|Mine a block)$/)
    .first()
    .waitFor();
}

/** Waits for a text in the page's warning. */
export async function isWarned({ page }: Visitor, text: string): Promise<void> {
  await page.getByRole("alert").getByText(text).waitFor();
}

/** The token that the tab is signed in with. */
export function stored({ page }: Visitor): Promise<string | null> {
  return page.evaluate<string | null>(`sessionStorage.getItem("patient-ledger.token")`);
}
