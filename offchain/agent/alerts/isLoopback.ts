/** Whether a host name is this machine, on the way to which nothing needs to be encrypted. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
