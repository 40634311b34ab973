import { htmlDocument } from "../../markup/html-document.ts";
import { type Html, markup } from "../../markup/html.ts";
import { type Browser, browsersFor } from "./browsers.ts";
import { HELP_STYLE } from "./help-style.ts";

/**
 * The address of the help page, which explains the certificate warning over plain http, on the port after that of the class.
 *
 * @param address an https address of the class, such as `https://192.168.1.20:8787`
 */
export function helpAddress(address: string): string {
  const { hostname, port } = new URL(address);
  return `http://${hostname}:${Number(port || 443) + 1}`;
}

/** What the help page is written from. */
export interface HelpPage {
  /** The https addresses of the class. The first is the one that the reader should use. */
  readonly addresses: readonly [string, ...string[]];
  /** The request's User-Agent. The steps for that browser come first. */
  readonly userAgent: string;
}

/** The help page, as a complete HTML document without scripts. */
export function helpDocument({ addresses: [address, ...others], userAgent }: HelpPage): string {
  const [own, ...rest] = browsersFor(userAgent);
  return htmlDocument({
    title: "How to open the class page",
    policy: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    style: HELP_STYLE,
    body: markup`<main>
<h1>How to open the class page</h1>
<p>This is the address. Your browser will show a warning first; here is what to do then.</p>
<p><a class="go" href="${address}">${address}</a></p>
<h2>What to press</h2>
${own === undefined ? "" : stepsOf(own)}
${rest.map((browser) => markup`<details><summary>${browser.name}</summary>${stepsOf(browser)}</details>`)}
<p>Your browser then remembers it for some time. It may ask again on another day.</p>
<h2>Why there is a warning</h2>
<p>The teacher’s computer made its own certificate for this lesson. It encrypts the connection like any other. But nobody
whom your browser trusts has confirmed whose computer it is, so your browser asks you. To be sure, compare the
certificate’s SHA-256 fingerprint, which your browser shows with the certificate, with the one on your teacher’s sheet.</p>
<p><strong>Go on only here.</strong> At any other address, such as that of a bank, a shop or a school’s mail, this warning
is a reason to stop.</p>
<h2>If there is nothing to press</h2>
<ul>
<li>A window inside another app, such as a scanner or a chat, may not let you go on. Open the address above in the browser
itself.</li>
<li>A device that a school or a company manages, such as a school’s Chromebook, may not let you go on either. You cannot change
that yourself: use another device or work with a neighbour, and tell your teacher.</li>
${others.length === 0 ? "" : markup`<li>If the page does not load at all, try another address of the class:${others.map(linkTo)}</li>`}
</ul>
<h2>For the teacher</h2>
<p>Whoever manages the devices can allow this one address: in Chrome and Edge with the policy
<code>SSLErrorOverrideAllowedForOrigins</code>. A class on a deployment, <code>npm run class -- --url</code>, needs none of
this, since every browser trusts its certificate.</p>
</main>
`,
  });
}

function stepsOf({ name, warning, steps }: Browser): Html {
  return markup`<section>
<h3>${name}</h3>
<p>The warning says ${warning}.</p>
<ol>${steps.map((step) => markup`<li>${step}</li>`)}</ol>
</section>`;
}

function linkTo(address: string): Html {
  return markup` <a href="${address}">${address}</a>`;
}
