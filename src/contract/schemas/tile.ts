import * as z from "zod";

/** Which tile of the Merkle tree, or bundle of its entries, a path means. */
export const tilePath = z.strictObject({
  tile: z
    .string()
    .transform((path, context) => {
      // Level, groups of three digits of the tile's number with x before all but the last, and the width of a part.
      const [, level, groups, last, width] =
        /^(\d|[1-5]\d|6[0-3]|entries)\/((?:x\d{3}\/){0,4})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
      const isOverlong = groups?.startsWith("x000/") === true;
      if (level === undefined || last === undefined || isOverlong || Number(width ?? 1) > 255) {
        context.addIssue({ code: "custom", message: "must be a tile's path, as C2SP tlog-tiles writes it" });
        return z.NEVER;
      }
      const index = Number((groups ?? "").replace(/[x/]/g, "") + last);
      return { level: level === "entries" ? level : Number(level), index, width: Number(width ?? 256) };
    })
    .meta({
      override: { type: "string" },
      description: "Such as 0/000, 0/x001/234, 0/000.p/17 or entries/000.",
      example: "0/000.p/1",
    }),
});
