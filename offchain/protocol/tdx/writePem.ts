const LINE = /.{1,64}/g

/** One block of PEM with lines of 64 digits, ended by a newline, as `parsePem` reads it. */
export const writePem = (der: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL'): string => {
  const base64 = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''))
  return [`-----BEGIN ${label}-----`, ...(base64.match(LINE) ?? []), `-----END ${label}-----`, ''].join('\n')
}
