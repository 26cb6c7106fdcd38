// Sealing: what stays on the device opens only with the account's key, and that key never leaves the browser.

export type Sealed = { iv: Uint8Array<ArrayBuffer>; bytes: ArrayBuffer }

/** Browsers seal only on pages that came by https, or from the device itself. */
export function canSeal(): boolean {
  return globalThis.crypto?.subtle !== undefined && globalThis.indexedDB !== undefined
}

/** A key that nobody can read out, this program included. */
export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** Seals a value for one place; it opens in no other. */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(value))
  return { iv, bytes: await crypto.subtle.encrypt(by(iv, place), key, plain) }
}

/** Opens what was sealed for this place; fails with another key or place. */
export async function unseal<T>(key: CryptoKey, place: string, sealed: Sealed): Promise<T> {
  const plain = await crypto.subtle.decrypt(by(sealed.iv, place), key, sealed.bytes)
  return JSON.parse(new TextDecoder().decode(plain)) as T
}

function by(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(place) }
}
