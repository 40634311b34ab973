import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** How long a client may take to send its request, and to take the answer, in milliseconds. */
const PATIENCE = 5_000;

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  // The words depend on the browser, and the addresses on the network.
  "Cache-Control": "no-store",
  // A device that keeps connections open would keep others out.
  Connection: "close",
};

/** The server of the help page, while it runs. */
export interface HelpServer {
  close(): Promise<void>;
}

/** Who asks for the help page. */
export interface Visitor {
  readonly userAgent: string;
  /** The address of this machine that was reached. */
  readonly address: string;
}

/**
 * Serves the help page: over plain http, it answers every path with one page of words, and does nothing else. It reads
 * no body, and ends whatever is slow.
 *
 * @param write writes the page
 * @param patience how long a client may take, in milliseconds
 * @throws Error if the port is taken
 */
export async function serveHelp(
  host: string,
  port: number,
  write: (visitor: Visitor) => string,
  patience = PATIENCE,
): Promise<HelpServer> {
  const server = createServer(
    {
      headersTimeout: patience,
      requestTimeout: patience,
      connectionsCheckingInterval: patience / 5,
      maxHeaderSize: 8_192,
    },
    (request, response) => answer(request, response, write),
  );
  server.maxConnections = 500;
  server.timeout = patience;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  return { close: () => close(server) };
}

function answer(request: IncomingMessage, response: ServerResponse, write: (visitor: Visitor) => string): void {
  const { method = "", headers, socket } = request;
  const isRead = method === "GET" || method === "HEAD";
  response.writeHead(isRead ? 200 : 405, isRead ? HEADERS : { ...HEADERS, Allow: "GET, HEAD" });
  response.end(write({ userAgent: headers["user-agent"] ?? "", address: socket.localAddress ?? "" }));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
