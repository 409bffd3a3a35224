import { z } from "zod";

/** A text of theirs that is kept here. PostgreSQL cannot keep U+0000, and refusing it would lose what it stands in. */
export const kept = z.string().transform((text) => text.replaceAll("\0", "\ufffd"));
