import { chromium as launcher, type Browser } from "playwright-core";

/**
 * Starts Chromium, which comes with `npm ci`. Its package also brings the libraries that a bare Debian lacks, but unpacks
 * them only where it takes itself to run in Amazon's cloud; the browser alone gets to see them.
 */
export async function launchChromium(): Promise<Browser> {
  const own = { ...process.env };
  process.env["AWS_EXECUTION_ENV"] = "AWS_Lambda_nodejs22.x";
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  for (const name of ["AWS_EXECUTION_ENV", "LD_LIBRARY_PATH", "FONTCONFIG_PATH"]) {
    if (own[name] === undefined) delete process.env[name];
    else process.env[name] = own[name];
  }
  // The package's own arguments switch safety off; a browser in a container only lacks the sandbox.
  const args = ["--no-sandbox", "--disable-gpu"];
  return launcher.launch({ executablePath, args, headless: true, env: { ...own, LD_LIBRARY_PATH, FONTCONFIG_PATH } });
}
