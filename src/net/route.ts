import { getCACertificates } from "node:tls";
import { ConfigError, messageOf } from "../base/errors.ts";
import { readUtf8 } from "../base/files/text.ts";

/** How requests leave this machine. */
export interface Route {
  /** Null: directly, whatever the environment says. */
  proxy: Proxies | null;
  /** The certificates that are trusted, in PEM form; null for those of Node.js. */
  ca: string[] | null;
}

/** Straight to the address, with the certificates that Node.js trusts. */
export const DIRECT: Route = { proxy: null, ca: null };

/** The proxies by the scheme of the address asked, and the hosts that are asked directly. Empty: no proxy. */
export interface Proxies {
  http: string;
  https: string;
  /** As in NO_PROXY: hosts separated by commas. */
  except: string;
}

/** What the configuration says about the way out. */
export interface RouteSettings {
  /** An address of a proxy, or `direct`; when it is missing, the environment decides. */
  proxy?: string | undefined;
  /** A PEM file with certificates that are trusted in addition to Node's own. */
  ca_file?: string | null | undefined;
}

/** This machine is never asked through a proxy. */
const SELF = "localhost,127.0.0.1,::1";

/**
 * The route of one service: its own proxy, else the general one, else HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the
 * environment, as other programs read them.
 * @throws ConfigError when `ca_file` cannot be read or holds no certificate
 */
export function routeOf(
  general: RouteSettings,
  own: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Route {
  const chosen = own ?? general.proxy;
  return { proxy: proxiesOf(chosen, environment), ca: general.ca_file ? trusted(general.ca_file) : null };
}

function proxiesOf(chosen: string | undefined, environment: NodeJS.ProcessEnv): Proxies | null {
  if (chosen === "direct") return null;
  const value = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? "";
  const https = chosen ?? value("HTTPS_PROXY");
  const http = chosen ?? value("HTTP_PROXY");
  if (https === "" && http === "") return null;
  const except = [chosen === undefined ? value("NO_PROXY") : "", SELF].filter(Boolean).join(",");
  return { http, https, except };
}

/** The certificates of all authorities together take a quarter of a megabyte. */
const MOST_PEM_BYTES = 4 * 1024 * 1024;

function trusted(file: string): string[] {
  let pem: string;
  try {
    pem = readUtf8(file, MOST_PEM_BYTES);
  } catch (error) {
    throw new ConfigError(`ca_file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    throw new ConfigError(`ca_file ${file} holds no certificate`, {
      hint: "It must be a PEM file: its certificates begin with -----BEGIN CERTIFICATE-----.",
    });
  }
  return [...getCACertificates("default"), pem];
}
