/** The part of a WebSocket that the client uses, and that all platforms have. */
export interface Socket {
  /** 0 while it connects, 1 while it is open (HTML Standard, section 9.3). */
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: "open", listener: () => void): void;
}

/** The `readyState` of a socket that is open. */
export const OPEN = 1;
