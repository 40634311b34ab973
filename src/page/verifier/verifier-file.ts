/** The parts of the verifier, as the build bundles them. */
interface Parts {
  readonly script: string;
  readonly style: string;
  /** The icon, as SVG. */
  readonly icon: string;
}

/**
 * The verifier as one HTML file. Its policy lets it run the script and the style that are in it, and load or send
 * nothing. A page from a disk can load no modules, so the script is a classic one.
 */
export async function verifierFile({ script, style, icon }: Parts): Promise<string> {
  const policy = [
    "default-src 'none'",
    `script-src ${await sourceOf(script)}`,
    `style-src ${await sourceOf(style)}`,
    "img-src data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>patient-ledger verifier</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript.</noscript>
<div id="page"></div>
<script>${script}</script>
</body>
</html>
`;
}

/** A script or style in the form in which a policy names it. */
async function sourceOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
