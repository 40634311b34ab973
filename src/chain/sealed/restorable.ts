/**
 * How long something of an erased record can come back, in milliseconds: the platform restores states of the last 30
 * days (Cloudflare's point-in-time recovery).
 */
export const RESTORABLE = 30 * 24 * 60 * 60 * 1_000;
