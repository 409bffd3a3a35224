import { type Signed, verify } from "./schnorr.ts";

export default (signed: Signed): boolean => verify(signed);
