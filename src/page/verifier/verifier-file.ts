import { inlineSource } from "../../report/inline-source.ts";

/** The parts of the verifier, as the build bundles them. */
interface Parts {
  readonly script: string;
  readonly style: string;
  /** The icon, as SVG. */
  readonly icon: string;
}

/**
 * The verifier as one HTML file. Its Content-Security-Policy allows the script and the style that are in it, and forbids
 * to load or send anything. A page that is opened from a disk can load no modules, so the script is a classic one.
 */
export async function verifierFile({ script, style, icon }: Parts): Promise<string> {
  const policy = [
    "default-src 'none'",
    `script-src ${await inlineSource(script)}`,
    `style-src ${await inlineSource(style)}`,
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
