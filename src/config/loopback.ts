/**
 * Whether a host name means this machine, so that what is sent there cannot be read on the way.
 * @param host a name or an address, as in a URL or in `http.listen`; IPv6 with brackets
 */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host) || host.toLowerCase().endsWith(".localhost");
}
