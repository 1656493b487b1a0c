/** A single word, or `other`: what is shown to others may not carry an amount, an address or a URL by accident. */
export const limitToWord = (value: string): string => (/^[A-Za-z]{1,40}$/.test(value) ? value : 'other')
