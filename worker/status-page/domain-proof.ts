import { keyedHash } from "../secrets/hash";
import type { EncryptionKeys } from "../secrets/encryption";

/** Where a page's own domain proves that it leads to this Pharos (RFC 8615). */
export const DOMAIN_PROOF_PATH = "/.well-known/pharos-page";

/** A text that only an installation with these keys can make of this name. */
export const domainProof = (hostname: string, keys: EncryptionKeys): Promise<string> =>
  keyedHash(`page domain\n${hostname}`, keys);
